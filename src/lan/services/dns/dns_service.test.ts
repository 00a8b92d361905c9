import { expect, test } from 'vitest';
import { SUBNETS } from '../../addresses.ts';
import { FakeStack } from '../fake_stack.test-support.ts';
import { garbleDns, dnsQuery as query } from '../garbled.test-support.ts';
import { parseDnsQuery } from './dns_message.ts';
import { DnsService } from './dns_service.ts';

const service = new DnsService(SUBNETS.rtl8139);
const [A, PTR, AAAA, ANY] = [1, 12, 28, 255];

/** Code and counts, and the data of the first answer. */
function resolve(name: string, type: number, flags?: number, dnsClass?: number) {
	const asked = query(name, type, flags, dnsClass);
	const answer = Buffer.from(service.answer(asked) ?? []);
	expect(answer.readUInt16BE(0)).toBe(0x1234);
	const rcode = answer[3] as number & 0xf;
	const answers = answer.readUInt16BE(6);
	const nameBytes = asked.length - 12 - 4;
	const at = asked.length + nameBytes + 10;
	const length = answers > 0 ? answer.readUInt16BE(at - 2) : 0;
	return {
		rcode: (rcode as number) & 0xf,
		answers,
		authority: answer.readUInt16BE(8),
		data: [...answer.subarray(at, at + length)],
	};
}

test.each([
	['host', [10, 0, 2, 2]],
	['gateway', [10, 0, 2, 2]],
	['dns', [10, 0, 2, 3]],
	['guest', [10, 0, 2, 15]],
	['localhost', [127, 0, 0, 1]],
	['HOST.Lan', [10, 0, 2, 2]],
])('%s has an address', (name, data) => {
	expect(resolve(name, A)).toEqual({ rcode: 0, answers: 1, authority: 0, data });
	expect(resolve(name, ANY).data).toEqual(data);
});

test('an address has a name', () => {
	const text = (name: string) => String.fromCharCode(...resolve(name, PTR).data);
	expect(text('2.2.0.10.in-addr.arpa')).toBe('\x04host\x03lan\0');
	expect(text('15.2.0.10.in-addr.arpa')).toBe('\x05guest\x03lan\0');
	expect(text('1.0.0.127.in-addr.arpa')).toBe('\x09localhost\0');
});

test('what nobody has does not exist, for as long as the SOA says', () => {
	expect(resolve('example.com', A)).toMatchObject({ rcode: 3, answers: 0, authority: 1 });
	expect(resolve('9.9.9.9.in-addr.arpa', PTR).rcode).toBe(3);
});

test('a name that exists has no address of another family', () => {
	expect(resolve('host', AAAA)).toMatchObject({ rcode: 0, answers: 0, authority: 1 });
});

test('other classes and operations are refused', () => {
	expect(resolve('host', A, 0x0100, 3).rcode).toBe(5);
	expect(resolve('host', A, 0x2100).rcode).toBe(4);
});

test('an answer is not answered', () => {
	expect(service.answer(query('host', A, 0x8180))).toBeUndefined();
});

test('names with pointers, dots within labels or no end are format errors', () => {
	const bad = (bytes: number[]) => {
		const header = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
		return parseDnsQuery(Uint8Array.from([...header, ...bytes]));
	};
	const formatError = { kind: 'bad', id: 1, rcode: 1 };
	expect(bad([0xc0, 12, 0, 1, 0, 1])).toEqual(formatError);
	expect(bad([3, 0x61, 0x2e, 0x62, 0, 0, 1, 0, 1])).toEqual(formatError);
	expect(bad([63, 0x61])).toEqual(formatError);
	expect(bad(new Array(600).fill([1, 0x61]).flat())).toEqual(formatError);
});

test('the service answers at its port', () => {
	const stack = new FakeStack();
	service.start(stack);
	stack.datagram(53, query('host', A));
	expect(stack.datagrams.length).toBe(1);
});

test('10,000 garbled queries never throw, and their answers are short', () => {
	garbleDns(10_000, 3);
});
