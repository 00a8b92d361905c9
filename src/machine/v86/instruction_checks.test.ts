import { describe, expect, test } from 'vitest';
import type { Machine } from '../api.ts';
import { createGuest, GUEST_LIBRARY, readWasm } from '../testing/guest.test-support.ts';

/** Where the guest keeps what the tests look at. */
const COUNT = 0x100008;
const RECORDS = 0x100100;
const RECORD_SIZE = 32;

const ABSENT = 0x300000;
const KERNEL_ONLY = 0x301000;
const READ_ONLY = 0x302000;
const WRITABLE = 0x303000;
const USER_STACK = 0x2f0000;
const FRAMES = 0x2e0000;

const KERNEL_CODE = 0x08;
const USER_CODE = 0x1b;
const USER_DATA = 0x23;
const TASK_STATE = 0x28;
const ABSENT_CODE = 0x33;
const BEYOND_TABLE = 0xfffb;

const VECTOR = { opcode: 6, task: 10, absent: 11, protection: 13, page: 14 } as const;

/** What the kernel saw of the exception that ended a case. */
interface Fault {
	vector: number;
	errorCode: number;
	/** From the instruction that the case marks with `f:`. */
	eipOffset: number;
	esp: number;
	ebp: number;
	cr2: number;
}

/** User code, with `f:` at the instruction that faults; how often it is run in a row. */
interface Case {
	code: string;
	repeat?: number;
}

/**
 * A kernel that runs each case at user level with a stack and paging of its own, until an
 * exception ends it, and then halts.
 */
function kernel(cases: readonly Case[]): string {
	const handlers = Object.values(VECTOR);
	return `${GUEST_LIBRARY}
main:
	call setup_interrupts
	${handlers.map((vector) => `movl $${vector}, %eax; movl $fault_${vector}, %edx; call set_vector`).join('\n')}
	movl $table, %esi
	movl $0x92000, %edi
	movl $(table_end - table), %ecx
	rep movsb
	movw $(table_end - table - 1), 0x91010
	movl $0x92000, 0x91012
	lgdtl 0x91010
	movl $0x80000, 0x93004 /* the kernel's stack */
	movl $16, 0x93008
	movw $0x68, 0x93066
	movw $${TASK_STATE}, %ax
	ltr %ax
	movw $${USER_DATA}, %ax /* the kernel's would be taken away at user level */
	movw %ax, %ds
	movw %ax, %es
	movl $(0x95000 + 7), 0x94000
	movl $7, %eax
	movl $0x95000, %edi
1:	stosl
	addl $0x1000, %eax
	cmpl $0x400007, %eax
	jne 1b
	movl $0, 0x95000 + ${ABSENT >> 10}
	andl $~4, 0x95000 + ${KERNEL_ONLY >> 10}
	andl $~2, 0x95000 + ${READ_ONLY >> 10}
	movl $0x94000, %eax
	movl %eax, %cr3
	movl %cr0, %eax
	orl $0x80010000, %eax
	movl %eax, %cr0
	movl $${RECORDS}, 0x100000
	movl $cases, 0x100004
	movl cases + 8, %eax
	movl %eax, 0x10000c
run_case:
	xorl %eax, %eax
	movl %eax, %cr2
	movl 0x100004, %ebx
	cmpl $cases_end, %ebx
	je 1f
	pushl $${USER_DATA}
	pushl $${USER_STACK}
	pushl $2
	pushl $${USER_CODE}
	pushl (%ebx)
	iret
1:	cli
	hlt
on_fault:
	incl ${COUNT}
	movl 0x100000, %edi
	movl 0x100004, %ebx
	popl (%edi)
	popl 4(%edi)
	popl %eax
	subl 4(%ebx), %eax
	movl %eax, 8(%edi)
	addl $8, %esp
	popl 12(%edi)
	addl $4, %esp
	movl %ebp, 16(%edi)
	movl %cr2, %eax
	movl %eax, 20(%edi)
	decl 0x10000c
	jnz run_case
	addl $${RECORD_SIZE}, 0x100000
	addl $12, 0x100004
	movl 0x100004, %ebx
	movl 8(%ebx), %eax
	movl %eax, 0x10000c
	jmp run_case
${handlers
	.map((vector) => {
		const errorCode = vector === VECTOR.opcode ? 'pushl $0' : '';
		return `fault_${vector}: ${errorCode}\n pushl $${vector}\n jmp on_fault`;
	})
	.join('\n')}
${cases
	.map(
		({ code }, at) =>
			`.balign 4096\ncase_${at}:\n${code.replaceAll(/\bf:/g, `fault_at_${at}:`)}`,
	)
	.join('\n')}
	.balign 4096
cases:
${cases.map(({ repeat }, at) => `.long case_${at}, fault_at_${at}, ${repeat ?? 1}`).join('\n')}
cases_end:
	.quad 0, 0
table:
	.quad 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
	.quad 0x00cffa000000ffff, 0x00cff2000000ffff
	.quad 0x0000890930000067, 0x00cf7a000000ffff
table_end:
`;
}

async function run(...cases: Case[]): Promise<{ machine: Machine; faults: Fault[] }> {
	const machine = await createGuest(kernel(cases));
	machine.runSync({ forUs: 10_000_000 });
	expect([machine.state, machine.crash]).toEqual(['halted', undefined]);
	return { machine, faults: cases.map((_, at) => readFault(machine, at)) };
}

function readFault(machine: Machine, at: number): Fault {
	const word = (index: number) =>
		machine.memory.readPhysU32(RECORDS + at * RECORD_SIZE + 4 * index);
	return {
		vector: word(0),
		errorCode: word(1),
		eipOffset: word(2) | 0,
		esp: word(3),
		ebp: word(4),
		cr2: word(5),
	};
}

async function faultOf(code: string): Promise<Fault> {
	return (await run({ code })).faults[0] as Fault;
}

const returnTo = (selector: number) => `pushfl; pushl $${selector}; pushl $0x100000\nf: iret`;

describe('IRET at user level', () => {
	test.each([
		["the kernel's code", KERNEL_CODE, VECTOR.protection, 8],
		["the kernel's code with the user's privilege", KERNEL_CODE | 3, VECTOR.protection, 8],
		['no segment', 0, VECTOR.protection, 0],
		["no segment with the user's privilege", 3, VECTOR.protection, 0],
		['a data segment', USER_DATA, VECTOR.protection, 0x20],
		['the task state', TASK_STATE | 3, VECTOR.protection, 0x28],
		['a segment beyond the table', BEYOND_TABLE, VECTOR.protection, 0xfff8],
		['a local segment without a local table', 0xf, VECTOR.protection, 0xc],
		['a code segment that is not there', ABSENT_CODE, VECTOR.absent, 0x30],
	])('to %s is refused', async (_what, selector, vector, errorCode) => {
		expect(await faultOf(returnTo(selector))).toMatchObject({
			...{ vector, errorCode, eipOffset: 0 },
			esp: USER_STACK - 12,
		});
	});

	test("with 16-bit operands to the kernel's code is refused", async () => {
		const fault = await faultOf(`pushfw; pushw $${KERNEL_CODE}; pushw $0\nf: iretw`);
		expect(fault).toMatchObject({
			...{ vector: VECTOR.protection, errorCode: 8, eipOffset: 0 },
			esp: USER_STACK - 6,
		});
	});

	test('from a nested task is refused where there is none', async () => {
		expect(await faultOf(`pushl $0x4002; popfl; ${returnTo(USER_CODE)}`)).toMatchObject({
			...{ vector: VECTOR.task, errorCode: 0, eipOffset: 0 },
		});
	});

	test('from a stack that is not there is a page fault', async () => {
		expect(await faultOf(`movl $${ABSENT - 4}, %esp\nf: iret`)).toMatchObject({
			...{ vector: VECTOR.page, errorCode: 4, eipOffset: 0 },
			...{ cr2: ABSENT, esp: ABSENT - 4 },
		});
	});

	test("to the user's own code goes on there", async () => {
		const code = `pushl $3; pushl $${USER_CODE}; pushl $1f; iret\n1: jnc 1b\nf: hlt`;
		expect(await faultOf(code)).toMatchObject({
			...{ vector: VECTOR.protection, errorCode: 0, eipOffset: 0, esp: USER_STACK },
		});
	});
});

describe('a far jump at user level', () => {
	test.each(['ljmp', 'lcall'])('to the running task is refused: %s', async (mnemonic) => {
		expect(await faultOf(`f: ${mnemonic} $${TASK_STATE}, $0`)).toMatchObject({
			...{ vector: VECTOR.protection, errorCode: TASK_STATE, eipOffset: 0 },
			esp: USER_STACK,
		});
	});

	test("into the user's own code goes there", async () => {
		expect(await faultOf(`ljmp $${USER_CODE}, $1f\n1:\nf: ud2`)).toMatchObject({
			...{ vector: VECTOR.opcode, eipOffset: 0 },
		});
	});
});

describe('prefixes', () => {
	test.each([0x66, 0x67, 0x2e, 0x64, 0xf0, 0xf2, 0xf3])(
		'without end are refused: %i',
		async (prefix) => {
			expect(await faultOf(`f: .fill 3000, 1, ${prefix}\nud2`)).toMatchObject({
				...{ vector: VECTOR.protection, errorCode: 0, eipOffset: 0, esp: USER_STACK },
			});
		},
	);

	test('of fourteen bytes are accepted, of fifteen not', async () => {
		const fault = await faultOf('.fill 14, 1, 0x2e\n nop\nf: .fill 15, 1, 0x2e\n nop');
		expect(fault).toMatchObject({ vector: VECTOR.protection, eipOffset: 0 });
	});
});

describe('ENTER with a nesting level', () => {
	const enter = (esp: number, ebp: number, operands: string) =>
		`movl $${esp}, %esp; movl $${ebp}, %ebp\nf: enter ${operands}`;

	test("does not read the kernel's memory, and changes nothing", async () => {
		expect(await faultOf(enter(USER_STACK, KERNEL_ONLY + 16, '$16, $3'))).toEqual({
			...{ vector: VECTOR.page, errorCode: 5, eipOffset: 0, cr2: KERNEL_ONLY + 12 },
			...{ esp: USER_STACK, ebp: KERNEL_ONLY + 16 },
		});
	});

	test('does not read frame pointers that are not there', async () => {
		expect(await faultOf(enter(USER_STACK, ABSENT + 0x1000, '$0, $2'))).toMatchObject({
			...{ vector: VECTOR.page, errorCode: 4, eipOffset: 0, cr2: ABSENT + 0xffc },
		});
	});

	test('does not write where it may not, even after it has pushed', async () => {
		expect(await faultOf(enter(WRITABLE + 4, FRAMES, '$16, $3'))).toEqual({
			...{ vector: VECTOR.page, errorCode: 7, eipOffset: 0, cr2: WRITABLE - 4 },
			...{ esp: WRITABLE + 4, ebp: FRAMES },
		});
	});

	test('does not end with a stack that cannot be written', async () => {
		expect(await faultOf(enter(WRITABLE + 16, FRAMES, '$12, $1'))).toMatchObject({
			...{ vector: VECTOR.page, errorCode: 7, cr2: WRITABLE - 4, esp: WRITABLE + 16 },
		});
	});

	test("copies the outer procedures' frame pointers and adds its own", async () => {
		const { machine, faults } = await run({
			code:
				`movl $0x11111111, ${FRAMES - 4}; movl $0x22222222, ${FRAMES - 8}\n` +
				`movl $${FRAMES}, %ebp; enter $8, $3\nf: hlt`,
		});
		expect(faults[0]).toMatchObject({
			...{ vector: VECTOR.protection, eipOffset: 0 },
			...{ ebp: USER_STACK - 4, esp: USER_STACK - 16 - 8 },
		});
		const pushed = [4, 8, 12, 16].map((at) => machine.memory.readPhysU32(USER_STACK - at));
		expect(pushed).toEqual([FRAMES, 0x11111111, 0x22222222, USER_STACK - 4]);
	});

	test('does so with 16-bit operands too', async () => {
		const { machine, faults } = await run({
			code:
				`movw $0x1111, ${FRAMES - 2}; movl $${FRAMES + 0x10}, %ebp\n` +
				`subl $0x10, %ebp; data16; enter $2, $2\nf: hlt`,
		});
		expect(faults[0]).toMatchObject({
			...{ eipOffset: 0, esp: USER_STACK - 6 - 2 },
			ebp: (FRAMES & 0xffff0000) | ((USER_STACK - 2) & 0xffff),
		});
		const pushed = machine.memory.readPhys(USER_STACK - 6, 6);
		expect([...new Uint16Array(pushed.slice().buffer)]).toEqual([
			...[(USER_STACK - 2) & 0xffff, 0x1111, FRAMES & 0xffff],
		]);
	});
});

describe('a thousand refused instructions in a row', () => {
	// The loops make the code hot, so that it is compiled while it is tried.
	const hot = (code: string) => ({
		code: `movl $5000, %ecx\n1: loop 1b\n${code}`,
		repeat: 1000,
	});
	const cases = [
		hot(returnTo(KERNEL_CODE)),
		hot(`movl $${KERNEL_ONLY + 16}, %ebp\nf: enter $16, $3`),
		hot(`f: lcall $${TASK_STATE}, $0`),
		hot(`movl $${FRAMES}, %ebp; enter $16, $2\nf: hlt`),
	];

	test('are all refused, where they are, compiled or not', async () => {
		const { machine, faults } = await run(...cases);
		expect(machine.memory.readPhysU32(COUNT)).toBe(4000);
		expect(faults).toMatchObject([
			{ vector: VECTOR.protection, errorCode: 8, eipOffset: 0, esp: USER_STACK - 12 },
			{ vector: VECTOR.page, errorCode: 5, eipOffset: 0, cr2: KERNEL_ONLY + 12 },
			{ vector: VECTOR.protection, errorCode: TASK_STATE, eipOffset: 0 },
			{ vector: VECTOR.protection, eipOffset: 0, esp: USER_STACK - 12 - 16 },
		]);
	});

	test('are the same run each time, and from a snapshot', async () => {
		const [first, second] = await Promise.all([run(...cases), run(...cases)]);
		expect(second.machine.nowUs).toBe(first.machine.nowUs);
		const hash = await first.machine.hashRam();
		expect(await second.machine.hashRam()).toBe(hash);

		const split = await createGuest(kernel(cases));
		split.runSync({ forUs: first.machine.nowUs / 2 });
		const snapshot = split.snapshot();
		split.runSync({ forUs: 10_000_000 });
		const other = await createGuest(kernel(cases));
		other.restore(snapshot);
		expect(other.runSync({ forUs: 10_000_000 }).reason).toBe('halted');
		expect(await other.hashRam()).toBe(await split.hashRam());
		expect(other.memory.readPhysU32(COUNT)).toBe(4000);
	});
});

test("a machine that v86 gave up on again and again still has all of v86's stack", async () => {
	const machine = await createGuest('main:\n lidt none\n int3\nnone: .quad 0', {
		wasm: withSmallStack(readWasm()),
	});
	const snapshot = machine.snapshot();
	// Each of them would take 6 KB.
	for (let crash = 0; crash < 100; crash++) {
		machine.restore(snapshot);
		expect(machine.runSync({ forUs: 1000 }).reason).toBe('crashed');
		expect(machine.crash?.message).toContain('#GP handler');
	}
});

/** 256 KB for v86's own functions instead of 9,300. */
function withSmallStack(wasm: Uint8Array): Uint8Array {
	const changed = wasm.slice();
	const stackPointer = [0x7f, 1, 0x41, 0xf0, 0xba, 0xc5, 0x04, 0x0b];
	const at = wasm.findIndex((_, start) =>
		stackPointer.every((byte, offset) => wasm[start + offset] === byte),
	);
	expect(at).toBeGreaterThan(0);
	changed.set([0x80, 0x80, 0x90, 0], at + 3);
	return changed;
}
