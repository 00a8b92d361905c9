import { expect, test } from 'vitest';
import { parseDiskFault } from './disk_fault_spec.ts';

test('a kind alone is for all that it can happen to', () => {
	expect(parseDiskFault('timeout')).toEqual({ kind: 'timeout', on: ['read', 'write', 'flush'] });
	expect(parseDiskFault('wrong')).toEqual({ kind: 'wrong', on: ['read'] });
	expect(parseDiskFault('lost')).toEqual({ kind: 'lost', on: ['write'] });
	expect(parseDiskFault('gone')).toMatchObject({ times: 1 });
});

test('keys narrow it down', () => {
	expect(parseDiskFault('bad:lba=0x800-2055,tries=2,on=read,at=1.5,times=7')).toEqual({
		kind: 'bad',
		on: ['read'],
		sectors: { first: 2048, last: 2055 },
		tries: 2,
		atNs: 1.5e9,
		times: 7,
	});
	expect(parseDiskFault('misdirected:nth=3,by=-16')).toMatchObject({ nth: 3, by: -16 });
	expect(parseDiskFault('wrong:rate=0.25').rate).toBe(0.25);
	expect(parseDiskFault('gone:resets=2').resets).toBe(2);
	expect(parseDiskFault('torn:lba=9').sectors).toEqual({ first: 9, last: 9 });
});

test('what names sectors is for no flushes, which have none', () => {
	expect(parseDiskFault('timeout:lba=1-2').on).toEqual(['read', 'write']);
});

test.each([
	['', /"" is no kind: expected bad, timeout/],
	['Bad', /"Bad" is no kind/],
	['constructor', /is no kind/],
	['bad:', /"" should be KEY=VALUE/],
	['bad:lba', /"lba" should be KEY=VALUE/],
	['wrong:tries=2', /"tries" is no key of wrong: expected lba, on/],
	['lost:on=read', /on=read is nothing that lost happens to: write/],
	['bad:lba=9-8', /lba=9-8 should be a sector or FIRST-LAST/],
	['bad:lba=-1', /lba=-1 should be/],
	['bad:rate=2', /rate=2 should be a number from 0 to 1/],
	['bad:nth=0', /nth=0 should be a whole number from 1 on/],
	['bad:nth=1.5', /nth=1.5 should be a whole number/],
	['bad:at=soon', /at=soon should be a number from 0 on/],
	['misdirected:by=0', /by=0 should be a number of sectors that is not 0/],
	['bad:nth=1,rate=0.5', /exclude each other/],
	['bad:lba=3,on=flush', /a flush has no sectors/],
	['bad:nth=1,nth=2', /"nth" is given twice/],
])('"%s" is refused with what is wrong', (spec, message) => {
	expect(() => parseDiskFault(spec)).toThrow(message);
});
