/* What the test reaches of the partition tables. */
#include <libdriver/partition.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define SECTOR_BYTES 512u
#define TEXT_BYTES 128u

static u8 sector[SECTOR_BYTES];
static struct partition table[PARTITION_ENTRIES];
static char text[TEXT_BYTES];

EXPORT(sector_at) u8 *
sector_at(void)
{
	return sector;
}

EXPORT(parse) int
parse(u64 disk_sectors)
{
	return partition_parse(sector, disk_sectors, table);
}

EXPORT(state) u32
state(u32 index)
{
	return table[index].state;
}

EXPORT(type) u32
type(u32 index)
{
	return table[index].type;
}

EXPORT(start) u32
start(u32 index)
{
	return table[index].start;
}

EXPORT(sectors) u32
sectors(u32 index)
{
	return table[index].sectors;
}

/* size is at most TEXT_BYTES. */
EXPORT(explain) const char *
explain(u32 index, u32 size)
{
	partition_explain(&table[index], text, size);
	return text;
}
