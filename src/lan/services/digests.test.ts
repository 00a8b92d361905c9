import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Digests } from './digests.ts';
import { RandomInput } from './random_bytes.test-support.ts';

test('streams that take turns have the digests of their own bytes', async () => {
	const digests = await Digests.load();
	const random = new RandomInput(1);
	const streams = (['md5', 'sha1', 'md5', 'sha1'] as const).map((name) => ({
		stream: digests.stream(name),
		reference: createHash(name),
	}));
	for (let i = 0; i < 300; i++) {
		const { stream, reference } = random.pick(streams);
		const bytes = random.bytes(300);
		stream.update(bytes);
		reference.update(bytes);
	}
	for (const { stream, reference } of streams) {
		expect(stream.digest()).toBe(reference.digest('hex'));
	}
});

test('a stream goes on from its saved state, any number of times', async () => {
	const digests = await Digests.load();
	const stream = digests.stream('md5');
	stream.update(Buffer.from('kin'));
	const saved = stream.save();
	stream.update(Buffer.from('g'));
	const expected = createHash('md5').update('kintsugi').digest('hex');
	for (let i = 0; i < 2; i++) {
		const again = digests.stream('md5', saved);
		again.update(Buffer.from('tsugi'));
		expect(again.digest()).toBe(expected);
	}
	expect(stream.digest()).toBe(createHash('md5').update('king').digest('hex'));
});

test('a stream without a byte has the digest of nothing', async () => {
	const digests = await Digests.load();
	const empty = digests.stream('sha1', digests.stream('sha1').save());
	expect(empty.digest()).toBe(createHash('sha1').digest('hex'));
});
