/* The image as it is built, before the system has ever run, before a checker that others wrote. */
import { describe, expect, it } from 'vitest';
import { fsckMinix, readImage, viewVolume } from './built-image.test-support.ts';
import { FSCK_MINIX_MISSING, isInstalled } from './host-programs.test-support.ts';

describe('a fresh image', () => {
	it.for(['usr', 'data'])('has a file system %s that fsck.minix calls clean', (name, context) => {
		if (!isInstalled('fsck.minix')) return context.skip(FSCK_MINIX_MISSING);
		expect(fsckMinix(viewVolume(readImage(), name))).toMatchObject({ status: 0 });
	});
});
