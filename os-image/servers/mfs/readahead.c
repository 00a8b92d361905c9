/*
 * Reading ahead: who reads a file in order finds the next blocks in the cache.
 * The more it reads in order, the more is asked for at once, up to a whole
 * request of the driver; two of them are under way ahead of the reader, so that
 * the disk works while the reader computes.
 */
#include "file.h"

#include "cache.h"
#include "map.h"
#include "volume.h"

#define AHEAD_FIRST_BYTES 8192u
#define REQUESTS_AHEAD 2u

void
readahead_note(struct inode *inode, u64 position, u32 length)
{
	u32 most = CACHE_RUN_BYTES / volume.layout.block_size;
	u32 block = (u32)(position / volume.layout.block_size);

	if (block != inode->next_block) {
		inode->ahead_count = 0;
		inode->ahead_end = 0;
	} else if (inode->ahead_count == 0) {
		inode->ahead_count = AHEAD_FIRST_BYTES / volume.layout.block_size;
	} else if (inode->ahead_count < most) {
		inode->ahead_count *= 2;
	}
	inode->next_block = (u32)((position + length) / volume.layout.block_size);
}

void
readahead_continue(struct inode *inode)
{
	u32 file_end = map_blocks(inode->disk.size);
	u32 end = inode->next_block + REQUESTS_AHEAD * inode->ahead_count;
	u32 block = inode->ahead_end > inode->next_block ? inode->ahead_end : inode->next_block;

	if (inode->ahead_count == 0 || block > end - inode->ahead_count)
		return;
	if (end > file_end)
		end = file_end;
	while (block < end) {
		u32 zone;
		s32 run = map_run(inode, block, end - block, &zone);

		if (run < 0)
			return;
		if (zone != 0 && cache_has(zone))
			run = 1;
		else if (zone != 0)
			run = cache_fetch(zone, (u32)run, CACHE_DATA);
		if (run < 0)
			return;
		block += (u32)run;
		inode->ahead_end = block;
	}
}
