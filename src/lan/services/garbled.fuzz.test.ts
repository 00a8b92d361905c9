import { expect, test } from 'vitest';
import { Digests } from './digests.ts';
import { garbleDhcp, garbleDns, garbleHttp, garbleSmtp } from './garbled.test-support.ts';

const COUNT = 100_000;

test('100,000 garbled HTTP requests', async () => {
	garbleHttp(await Digests.load(), COUNT, 11);
});

test('100,000 garbled SMTP sessions', () => {
	expect(garbleSmtp(COUNT, 12)).toBeGreaterThan(0);
});

test('100,000 garbled DNS queries', () => {
	garbleDns(COUNT, 13);
});

test('100,000 garbled DHCP messages', () => {
	expect(garbleDhcp(COUNT, 14)).toBeGreaterThan(0);
});
