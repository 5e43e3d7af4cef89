// The AsyncAPI document, read by the reference parser: what a stranger's tools
// make of it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Parser, fromFile } from '@asyncapi/parser';

const path = new URL('asyncapi.yaml', import.meta.url).pathname;
const { document, diagnostics } = await fromFile(new Parser(), path).parse();

test('the document has neither errors nor warnings', () => {
  const complaints = diagnostics.filter((d) => d.severity <= 1);
  assert.deepEqual(complaints.map((d) => `${d.path.join('.')}: ${d.message}`), []);
  assert.equal(document.version(), '3.0.0');
});

test('every schema travels on exactly one channel', () => {
  const schemas = readdirSync(new URL('events/', import.meta.url)).filter((f) => f.endsWith('.json'));
  const titles = schemas.map((f) => JSON.parse(readFileSync(new URL(`events/${f}`, import.meta.url), 'utf8')).$id);
  const carried = document.channels().all().map((c) => c.messages().all()[0].payload().json('$id'));
  assert.deepEqual(carried.sort(), titles.sort());
});

test('every channel has the schema\'s subject and exactly one sender, the service it is named for', () => {
  for (const channel of document.channels().all()) {
    const payload = channel.messages().all()[0].payload();
    assert.equal(channel.address(), payload.json('x-subject'));
    const senders = channel.operations().filterBySend().map((o) => o.tags().all()[0].name());
    assert.deepEqual(senders, [channel.address().split('.')[0]], channel.id());
  }
});

test('no service receives what it sends', () => {
  for (const operation of document.operations().filterByReceive()) {
    const [channel] = operation.channels().all();
    assert.notEqual(operation.tags().all()[0].name(), channel.address().split('.')[0], operation.id());
  }
});
