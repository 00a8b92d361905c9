import { expect, test } from 'vitest';
import { packImage, unpackImage } from './packed_image.ts';
import { SeededRandom } from './random.ts';

const BLOCK = 4096;

function below(random: SeededRandom, limit: number): number {
	return limit === 0 ? 0 : (random.nextInt32() >>> 0) % limit;
}

test('an image comes back as it was, with its build', () => {
	const image = new Uint8Array(10 * BLOCK + 17);
	image[5] = 1;
	image[3 * BLOCK] = 2;
	image[4 * BLOCK + 9] = 3;
	image[10 * BLOCK + 16] = 4;
	const packed = packImage(image, 'build-1');
	expect(packed.length).toBeLessThan(4 * BLOCK);
	expect(unpackImage(packed)).toEqual({ image, buildId: 'build-1' });
});

test('an image of zeros takes no data', () => {
	const image = new Uint8Array(100 * BLOCK);
	const packed = packImage(image, '');
	expect(packed.length).toBeLessThan(100);
	expect(unpackImage(packed).image).toEqual(image);
});

test('what is no packed image is refused, and what is expected is said', () => {
	expect(() => unpackImage(new Uint8Array(5))).toThrow('does not begin with KPACKED1');
	expect(() => unpackImage(new Uint8Array(5000))).toThrow('does not begin with KPACKED1');
});

test('1000 damaged images are unpacked to the right size or refused', () => {
	const image = new Uint8Array(20 * BLOCK).map((_, at) => (at % (3 * BLOCK) < BLOCK ? at : 0));
	const packed = packImage(image, 'build');
	const random = new SeededRandom(1);
	for (let n = 0; n < 1000; n++) {
		const damaged = packed.slice(0, n % 2 ? packed.length : below(random, packed.length));
		damaged[below(random, Math.min(damaged.length, 120))] = below(random, 256);
		try {
			expect(unpackImage(damaged).image.length).toBeGreaterThanOrEqual(0);
		} catch (error) {
			expect(String(error)).toMatch(/The packed disk image is damaged: .+\. Build or fetch/);
		}
	}
});
