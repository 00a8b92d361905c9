import { expect, test } from 'vitest';
import { addressOptions } from './address_options.ts';

test('an address without a query asks for nothing', () => {
	expect(addressOptions('')).toEqual({ clock: 'real', params: {} });
});

test('lines of the parameter sector keep their order and their equals signs', () => {
	const { params } = addressOptions('?param=init=sh&param=args=a=b%20c');
	expect(Object.entries(params)).toEqual([
		['init', 'sh'],
		['args', 'a=b c'],
	]);
});

test('the clock is virtual when the address says so', () => {
	expect(addressOptions('?clock=virtual').clock).toBe('virtual');
	expect(addressOptions('?clock=lunar').clock).toBe('real');
});

test('a parameter without a value is left alone', () => {
	expect(addressOptions('?param=init').params).toEqual({});
});
