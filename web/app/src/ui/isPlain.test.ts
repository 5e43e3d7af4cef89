import { expect, test } from 'vitest'
import { isPlain } from './isPlain.ts'

test('an address is plain where a browser elsewhere keeps nothing of it', () => {
  const plain = ['http://192.168.1.5:8080/t/#pair=X', 'http://forum.example.kz/t/', 'http://127.example.kz/', 'https://192.168.1.5:8443/t/', 'http://localhost:8080/t/', 'http://127.0.0.1/', 'http://[::1]:8080/'].filter(isPlain)
  expect(plain).toEqual(['http://192.168.1.5:8080/t/#pair=X', 'http://forum.example.kz/t/', 'http://127.example.kz/'])
})
