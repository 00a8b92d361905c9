/* Direct, indirect, double and triple indirect blocks. See minixfs/zone_path.h. */
#include <minixfs/zone_path.h>

u64
zone_path_span(u32 slot, u32 zones_per_block)
{
	u64 span = 1;

	for (u32 level = MINIXFS_DIRECT; level <= slot; level++)
		span *= zones_per_block;
	return span;
}

int
zone_path_find(u32 block, u32 zones_per_block, struct zone_path *path)
{
	u64 left = block;

	path->depth = 0;
	if (block < MINIXFS_DIRECT) {
		path->slot = block;
		path->rest = MINIXFS_DIRECT - block;
		return 0;
	}
	left -= MINIXFS_DIRECT;
	for (path->slot = MINIXFS_DIRECT; path->slot < MINIXFS_SLOTS; path->slot++) {
		u64 span = zone_path_span(path->slot, zones_per_block);

		path->depth++;
		if (left < span)
			break;
		left -= span;
	}
	if (path->slot == MINIXFS_SLOTS)
		return -1;
	for (u32 level = path->depth; level-- > 0;) {
		path->index[level] = (u32)(left % zones_per_block);
		left /= zones_per_block;
	}
	path->rest = zones_per_block - path->index[path->depth - 1];
	return 0;
}
