/**
 * The WebAssembly instructions that v86's compiler may generate: what follows each opcode, and how
 * many values it takes and gives. (WebAssembly core specification, chapters 5.4 and 7.)
 *
 * What is not here (SIMD, tables, memory.grow) has the operands `unknown`; a reader that meets it
 * has to give up.
 */

export const OPCODE = {
	unreachable: 0x00,
	nop: 0x01,
	block: 0x02,
	loop: 0x03,
	if: 0x04,
	else: 0x05,
	end: 0x0b,
	br: 0x0c,
	brIf: 0x0d,
	brTable: 0x0e,
	return: 0x0f,
	call: 0x10,
	drop: 0x1a,
	select: 0x1b,
	localGet: 0x20,
	localSet: 0x21,
	localTee: 0x22,
	i32Load: 0x28,
	i64Load: 0x29,
	i32Load8S: 0x2c,
	i32Load8U: 0x2d,
	i32Load16S: 0x2e,
	i32Load16U: 0x2f,
	firstStore: 0x36,
	i32Store: 0x36,
	i64Store: 0x37,
	i32Store8: 0x3a,
	i32Store16: 0x3b,
	lastStore: 0x3e,
	i32Const: 0x41,
	i64Const: 0x42,
	i32And: 0x71,
	i32Or: 0x72,
	i32Xor: 0x73,
	i32Shl: 0x74,
	i32ShrU: 0x76,
	i32Rotl: 0x77,
	i32Rotr: 0x78,
} as const;

/** The type of a block that gives nothing. */
export const EMPTY_BLOCK = 0x40;

export const OPERANDS = {
	unknown: 0,
	none: 1,
	/** One unsigned number: an index or a depth. */
	index: 2,
	/** Alignment and offset. */
	memory: 3,
	/** One signed number. */
	constant: 4,
	blockType: 5,
	branchTable: 6,
	float32: 7,
	float64: 8,
} as const;

/** The operands of each opcode, as one of `OPERANDS`. */
export const operandsOf = new Uint8Array(256);
/** How many values each opcode takes and gives; of calls and what controls the flow, nothing. */
export const takenBy = new Uint8Array(256);
export const givenBy = new Uint8Array(256);

function define(first: number, last: number, operands: number, taken: number, given: number): void {
	operandsOf.fill(operands, first, last + 1);
	takenBy.fill(taken, first, last + 1);
	givenBy.fill(given, first, last + 1);
}

define(OPCODE.unreachable, OPCODE.nop, OPERANDS.none, 0, 0);
define(OPCODE.block, OPCODE.if, OPERANDS.blockType, 0, 0);
define(OPCODE.else, OPCODE.else, OPERANDS.none, 0, 0);
define(OPCODE.end, OPCODE.end, OPERANDS.none, 0, 0);
define(OPCODE.br, OPCODE.brIf, OPERANDS.index, 0, 0);
define(OPCODE.brTable, OPCODE.brTable, OPERANDS.branchTable, 0, 0);
define(OPCODE.return, OPCODE.return, OPERANDS.none, 0, 0);
define(OPCODE.call, OPCODE.call, OPERANDS.index, 0, 0);
define(OPCODE.drop, OPCODE.drop, OPERANDS.none, 1, 0);
define(OPCODE.select, OPCODE.select, OPERANDS.none, 3, 1);
define(OPCODE.localGet, OPCODE.localGet, OPERANDS.index, 0, 1);
define(OPCODE.localSet, OPCODE.localSet, OPERANDS.index, 1, 0);
define(OPCODE.localTee, OPCODE.localTee, OPERANDS.index, 1, 1);
define(0x28, 0x35, OPERANDS.memory, 1, 1); // all loads
define(OPCODE.firstStore, OPCODE.lastStore, OPERANDS.memory, 2, 0);
define(OPCODE.i32Const, OPCODE.i64Const, OPERANDS.constant, 0, 1);
define(0x43, 0x43, OPERANDS.float32, 0, 1);
define(0x44, 0x44, OPERANDS.float64, 0, 1);
define(0x45, 0x45, OPERANDS.none, 1, 1); // i32.eqz
define(0x46, 0x4f, OPERANDS.none, 2, 1); // i32 comparisons
define(0x50, 0x50, OPERANDS.none, 1, 1); // i64.eqz
define(0x51, 0x66, OPERANDS.none, 2, 1); // i64, f32, f64 comparisons
define(0x67, 0x69, OPERANDS.none, 1, 1); // i32 clz, ctz, popcnt
define(0x6a, 0x78, OPERANDS.none, 2, 1); // i32 arithmetic
define(0x79, 0x7b, OPERANDS.none, 1, 1); // i64 clz, ctz, popcnt
define(0x7c, 0x8a, OPERANDS.none, 2, 1); // i64 arithmetic
define(0x8b, 0x91, OPERANDS.none, 1, 1); // f32 of one
define(0x92, 0x98, OPERANDS.none, 2, 1); // f32 of two
define(0x99, 0x9f, OPERANDS.none, 1, 1); // f64 of one
define(0xa0, 0xa6, OPERANDS.none, 2, 1); // f64 of two
define(0xa7, 0xc4, OPERANDS.none, 1, 1); // conversions and sign extensions

/** How many bytes a load or store accesses; 0 of anything else. */
export const accessSizeOf = new Uint8Array(256);
// From 0x28: i32, i64, f32, f64, then i32 of 8 and 16 bits, then i64 of 8, 16 and 32 bits.
accessSizeOf.set([4, 8, 4, 8, 1, 1, 2, 2, 1, 1, 2, 2, 4, 4], OPCODE.i32Load);
accessSizeOf.set([4, 8, 4, 8, 1, 2, 1, 2, 4], OPCODE.firstStore);
