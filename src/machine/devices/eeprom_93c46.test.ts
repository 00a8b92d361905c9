import { beforeEach, expect, test } from 'vitest';
import { EEPROM_WORDS, Eeprom93c46 } from './eeprom_93c46.ts';

let eeprom: Eeprom93c46;

beforeEach(() => {
	eeprom = new Eeprom93c46(Uint16Array.from({ length: EEPROM_WORDS }, (_, i) => i * 0x0101));
});

/** Clocks bits in, high bit first, as text of zeros and ones. */
function shiftIn(bits: string): void {
	for (const bit of bits.replaceAll(' ', '')) {
		eeprom.drive(true, false, bit === '1');
		eeprom.drive(true, true, bit === '1');
	}
}

function shiftOut(count: number): number {
	let value = 0;
	for (let i = 0; i < count; i++) {
		eeprom.drive(true, false, false);
		eeprom.drive(true, true, false);
		value = (value << 1) | (eeprom.output ? 1 : 0);
	}
	return value;
}

const deselect = () => eeprom.drive(false, false, false);
const address = (word: number) => word.toString(2).padStart(6, '0');
const data = (value: number) => value.toString(2).padStart(16, '0');

function read(word: number): number {
	shiftIn(`1 10 ${address(word)}`);
	const value = shiftOut(16);
	deselect();
	return value;
}

test('a word is read high bit first, after a zero', () => {
	shiftIn(`1 10 ${address(0x25)}`);
	expect(eeprom.output).toBe(false);
	expect(shiftOut(16)).toBe(0x2525);
});

test('zeros before the start bit do not count', () => {
	shiftIn('00000');
	expect(read(7)).toBe(0x0707);
});

test('a read goes on with the next word, and from the last to the first', () => {
	shiftIn(`1 10 ${address(62)}`);
	expect([shiftOut(16), shiftOut(16), shiftOut(16)]).toEqual([0x3e3e, 0x3f3f, 0]);
});

test('a driver that clocks eight address bits finds no word where it looks', () => {
	shiftIn('1 10 00000000');
	expect(shiftOut(16)).not.toBe(eeprom.words[0x20]);
	expect(eeprom.words[0]).toBe(0);
});

test('a word is written when CS falls, once writing is enabled', () => {
	shiftIn(`1 01 ${address(5)} ${data(0xbeef)}`);
	deselect();
	expect(read(5)).toBe(0x0505);
	shiftIn('1 00 110000');
	deselect();
	shiftIn(`1 01 ${address(5)} ${data(0xbeef)}`);
	expect(eeprom.words[5]).toBe(0x0505);
	deselect();
	expect(read(5)).toBe(0xbeef);
	shiftIn('1 00 000000');
	deselect();
	shiftIn(`1 01 ${address(5)} ${data(0x1234)}`);
	deselect();
	expect(read(5)).toBe(0xbeef);
});

test('erasing, erasing all and writing all', () => {
	shiftIn('1 00 110000');
	deselect();
	shiftIn(`1 11 ${address(9)}`);
	deselect();
	expect([read(9), read(10)]).toEqual([0xffff, 0x0a0a]);
	shiftIn(`1 00 010000 ${data(0x5aa5)}`);
	deselect();
	expect([read(0), read(63)]).toEqual([0x5aa5, 0x5aa5]);
	shiftIn('1 00 100000');
	deselect();
	expect([read(0), read(63)]).toEqual([0xffff, 0xffff]);
});

test('a command that CS ends too early does nothing', () => {
	shiftIn('1 00 110000');
	deselect();
	shiftIn(`1 01 ${address(5)} 1010`);
	deselect();
	expect(read(5)).toBe(0x0505);
});

test('a clock that stays high takes no bits', () => {
	eeprom.drive(true, true, true);
	eeprom.drive(true, true, true);
	eeprom.drive(true, true, false);
	shiftIn(`10 ${address(3)}`);
	expect(shiftOut(16)).toBe(0x0303);
});

test('a state that was saved goes on in the middle of a read', () => {
	shiftIn(`1 10 ${address(0x12)}`);
	shiftOut(8);
	const other = new Eeprom93c46(new Uint16Array(EEPROM_WORDS));
	other.load(eeprom.save());
	eeprom = other;
	expect(shiftOut(8)).toBe(0x12);
});
