/*
 * A kernel that finds itself broken tells why, on both serial ports, with the
 * names of its functions. The parameter `kernel_test` breaks it on purpose.
 */
import { describe, expect, it } from 'vitest';
import { GuestSession } from '../../src/cli/guest_session.ts';
import { readOsFiles } from '../../src/cli/os_files.ts';
import { createMachine } from '../../src/machine/machine.ts';

const TIMEOUT_MS = 60_000;

async function panicOf(kernelTest: string) {
	const machine = await createMachine({
		...(await readOsFiles()),
		params: { kernel_test: kernelTest },
	});
	const console: string[] = [];
	const events: string[] = [];
	machine.com1.onLine((line) => console.push(line));
	machine.com2.onLine((line) => events.push(line));
	try {
		const result = await new GuestSession(machine, {
			timeoutMs: TIMEOUT_MS,
			onConsole: () => undefined,
			onEvent: () => undefined,
		}).run();
		const panic = events.map((line) => JSON.parse(line)).find((event) => event.ev === 'panic');
		return { result, console: console.join('\n'), panic };
	} finally {
		machine.dispose();
	}
}

describe('a kernel panic', () => {
	it('names the reason, the registers and the functions on the way to it', async () => {
		const { console, panic } = await panicOf('panic');
		expect(console).toContain('kernel panic: asked for by kernel_test=panic');
		expect(console).toMatch(/eax [0-9a-f]{8} ebx [0-9a-f]{8}/);
		expect(console).toMatch(/c01[0-9a-f]{5} run_kernel_test\+0x[0-9a-f]+\n.*kernel_main\+0x/);
		expect(panic).toMatchObject({ src: 'kernel', text: 'asked for by kernel_test=panic' });
		expect(panic.registers).toMatch(/eip=[0-9a-f]+/);
		expect(panic.trace).toMatch(/run_kernel_test\+0x.*kernel_main\+0x/);
	});

	it('tells of an exception in the kernel with its address', async () => {
		const { console, panic } = await panicOf('exception');
		expect(console).toMatch(
			/exception 14 in the kernel at c01[0-9a-f]{5}, address c01[0-9a-f]{5}/,
		);
		expect(panic.registers).toContain('vector=14');
		expect(panic.trace).toMatch(/^c01[0-9a-f]{5} run_kernel_test\+0x/);
	});

	it('ends the run as a failure', async () => {
		const { result } = await panicOf('panic');
		expect(result).not.toEqual({ status: 0 });
	});

	it('refuses a test that there is not', async () => {
		const { console } = await panicOf('typo');
		expect(console).toContain(
			'expected kernel_test=panic or kernel_test=exception, found kernel_test=typo',
		);
	});
});
