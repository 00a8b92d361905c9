/* The layout of checksums on a disk. See checksums/area.h. */
#include <checksums/area.h>
#include <kintsugi/crc32.h>
#include <stddef.h>
#include <string.h>

#define MAGIC "KINTSUMS"
#define VERSION 1u
#define SUM_OF_NONE 0xffffffffu /* stands for a checksum that would be AREA_SUM_NONE */

struct header {
	char magic[8]; /* MAGIC without a NUL */
	u32 version;
	u32 partition_sectors;
	u32 data_sectors;
	u32 stamp;
	u8 unused[AREA_SECTOR - 28]; /* 0 */
	u32 crc; /* of all before it */
};
_Static_assert(sizeof(struct header) == AREA_SECTOR, "as it lies on the disk");

static u32
crc_of(const void *bytes, u32 length)
{
	static struct crc32_tables tables;
	static int is_ready;

	if (!is_ready)
		crc32_init(&tables);
	is_ready = 1;
	return crc32_add(&tables, 0, bytes, length);
}

int
area_plan(u64 partition_sectors, struct area *area)
{
	u64 shared = partition_sectors - AREA_HEADERS; /* by the data and their table */
	u64 table = (shared + AREA_ENTRIES) / (AREA_ENTRIES + 1);

	if (partition_sectors < AREA_SECTORS_MIN || shared - table > AREA_DATA_MAX)
		return -1;
	*area = (struct area){
		.partition_sectors = (u32)partition_sectors,
		.data_sectors = (u32)(shared - table),
		.table_start = (u32)(shared - table) + 1,
		.table_sectors = (u32)table,
	};
	return 0;
}

u32
area_header_sector(const struct area *area, u32 which)
{
	return which == 0 ? area->partition_sectors - 1 : area->data_sectors;
}

void
area_header_make(const struct area *area, void *sector)
{
	struct header header = {
		.version = VERSION,
		.partition_sectors = area->partition_sectors,
		.data_sectors = area->data_sectors,
		.stamp = area->stamp,
	};

	memcpy(header.magic, MAGIC, sizeof(header.magic));
	header.crc = crc_of(&header, offsetof(struct header, crc));
	memcpy(sector, &header, sizeof(header));
}

enum area_state
area_header_read(const void *sector, u64 partition_sectors, struct area *area)
{
	struct header header;
	struct area planned;

	memcpy(&header, sector, sizeof(header));
	if (memcmp(header.magic, MAGIC, sizeof(header.magic)) != 0)
		return AREA_ABSENT;
	if (header.crc != crc_of(&header, offsetof(struct header, crc)) ||
	    header.version != VERSION || area_plan(partition_sectors, &planned) < 0 ||
	    header.partition_sectors != planned.partition_sectors ||
	    header.data_sectors != planned.data_sectors)
		return AREA_DAMAGED;
	*area = planned;
	area->stamp = header.stamp;
	return AREA_VALID;
}

u32
area_sum(const void *sector)
{
	u32 crc = crc_of(sector, AREA_SECTOR);

	return crc != AREA_SUM_NONE ? crc : SUM_OF_NONE;
}

void
area_table_seal(struct area_table_sector *sector, u32 number)
{
	sector->number = number;
	sector->crc = crc_of(sector, offsetof(struct area_table_sector, crc));
}

int
area_table_is_sound(const struct area_table_sector *sector, u32 number)
{
	return sector->number == number &&
	       sector->crc == crc_of(sector, offsetof(struct area_table_sector, crc));
}
