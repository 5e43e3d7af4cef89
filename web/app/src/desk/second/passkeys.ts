import { Problem } from '../../core/api.ts'
import type { Asked, PasskeyTaken } from '../../core/contract/sessions.d.ts'
import type { Translate } from '../../core/i18n.ts'

type Given = Pick<PasskeyTaken, 'ceremony' | 'credential'>

/** Whether this browser knows passkeys at this address: it hides them where the address is not encrypted. */
export const canPasskey = (): boolean => typeof PublicKeyCredential === 'function' && typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function'

/** Has a passkey made by a phone, this computer or a key. */
export const makePasskey = (asked: Asked, t: Translate): Promise<Given> =>
  answered(asked, t, () => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked.options as never) }))

/** Has a passkey prove who is here. */
export const provePasskey = (asked: Asked, t: Translate): Promise<Given> =>
  answered(asked, t, () => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked.options as never) }))

/** The browser's refusals in words: people press "cancel", have a passkey already, or came by another address. */
async function answered({ ceremony }: Asked, t: Translate, ask: () => Promise<Credential | null>): Promise<Given> {
  try {
    const credential = (await ask()) as PublicKeyCredential
    return { ceremony, credential: { ...credential.toJSON() } }
  } catch (refusal) {
    const name = refusal instanceof DOMException ? refusal.name : ''
    const words = name === 'InvalidStateError' ? t('second.passkeyThere') : name === 'SecurityError' ? t('second.passkeyAddress') : t('second.passkeyCancelled')
    throw new Problem(0, name, words)
  }
}
