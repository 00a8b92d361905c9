import { describe, expect, test } from 'vitest';
import { createGuest, GUEST_LIBRARY } from './testing/guest.test-support.ts';

const HELLO = `
main:
	movl $message, %esi
1:	lodsb
	testb %al, %al
	jz 2f
	movw $0x3f8, %dx
	outb %al, %dx
	jmp 1b
2:	hlt
	jmp 2b
message: .asciz "hello\\n"
`;

describe('a machine', () => {
	test('runs its ROM and hands on what the guest prints', async () => {
		const machine = await createGuest(HELLO);
		let text = '';
		machine.com1.onOutput((bytes) => {
			text += new TextDecoder().decode(bytes);
		});
		const result = await machine.runUntil({ forUs: 1_000_000 });
		expect(result.reason).toBe('halted');
		expect(text).toBe('hello\n');
	});
});
void GUEST_LIBRARY;
