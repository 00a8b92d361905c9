/*
 * What the loader's files offer one another. In the order of the work:
 * console (says what happens), a20, memmap, disk, params, archive, elf, load.
 */
#ifndef KINTSUGI_BOOT_LOADER_H
#define KINTSUGI_BOOT_LOADER_H

#include <kintsugi/boot_info.h>
#include <kintsugi/ports.h>

#define MEM_1MB 0x100000u

/* console.c: %s, %u, %x (as 0x7c00), %c. */
void console_init(void);
void console_flush(void);
void print(const char *format, ...);
void print_hash(const u8 hash[SHA256_LEN]);
/*
 * Prints a failure and halts for good. The message says what was expected and
 * what was found; `advice` says what to do.
 */
_Noreturn void fail(const char *advice, const char *format, ...);
/* For a failure whose message has been printed in parts. */
_Noreturn void fail_with_advice(const char *advice);

#define ADVICE_REBUILD "Build the disk image again (npm run build:os) and boot that."
#define ADVICE_DISK "Check that the whole image is attached as the first hard disk."
#define ADVICE_MEMORY "Give the machine more memory (QEMU: -m 64; kintsugi: --memory 64)."

/* memory.c: the functions that a compiler calls by itself. */
void *memcpy(void *to, const void *from, size_t length);
void *memset(void *to, int byte, size_t length);
int memcmp(const void *a, const void *b, size_t length);

/* a20.c */
void a20_enable(void);

/* memmap.c: fills info->mem, then answers from it. */
void memory_detect(struct boot_info *info);
/* Lowest page-aligned place for `size` bytes of usable RAM at or above `from`, or 0. */
u32 memory_place(const struct boot_info *info, u32 from, u32 size);
int memory_usable(const struct boot_info *info, u32 base, u32 size);
u32 memory_total_kb(const struct boot_info *info);

/* disk.c: sectors of the boot drive, by LBA. */
struct disk {
	u32 drive;             /* BIOS number */
	int has_packets;       /* INT 13h extensions */
	u32 heads;             /* geometry, where there are no extensions */
	u32 sectors_per_track;
	u32 max_sectors;       /* of one BIOS call */
};

void disk_open(struct disk *disk, u32 drive);
/* Reads at most disk->max_sectors to the bounce buffer; halts when it can't. */
void disk_read_bounce(const struct disk *disk, u32 lba, u32 count);
void disk_read(const struct disk *disk, u32 lba, u32 count, void *to);

/* archive.c: finds the boot archive and checks every field of its header. */
struct archive {
	u32 lba; /* of the partition */
	const struct archive_entry *kernel;
	struct archive_header header;
};

void archive_open(struct archive *archive, const struct disk *disk);

/* elf.c: what of a kernel file goes where. */
#define KERNEL_MAX_SEGMENTS 8u

struct kernel_segment {
	u32 file_offset;
	u32 file_size;
	u32 phys;
	u32 mem_size;
};

struct kernel_image {
	u32 entry;
	u32 start; /* lowest byte */
	u32 end;   /* exclusive */
	u32 segment_count;
	struct kernel_segment segments[KERNEL_MAX_SEGMENTS];
};

/* `head` is the file's first `head_size` bytes of `file_size`. */
void kernel_parse(struct kernel_image *kernel, const u8 *head, u32 head_size, u32 file_size);

/* load.c: puts kernel and modules in place, checking digests; returns the entry. */
u32 load_archive(struct boot_info *info, const struct disk *disk, const struct archive *archive);

/* sha256.c */
struct sha256 {
	u32 state[8];
	u32 length;      /* bytes so far */
	u8 pending[64];  /* length % 64 of them */
};

void sha256_init(struct sha256 *hash);
void sha256_update(struct sha256 *hash, const u8 *data, u32 length);
void sha256_final(struct sha256 *hash, u8 digest[SHA256_LEN]);

/* main.c: called by entry.S. */
_Noreturn void loader_main(u32 drive);

/* entry.S: the hand-over of boot_info.h. */
_Noreturn void enter_kernel(u32 entry, const struct boot_info *info);

#endif
