/*
 * The boot contract: how the disk image is laid out for booting, and what the
 * loader hands to the kernel. The image builder (os-image/build), the loader
 * (os-image/boot) and the kernel share this page and nothing else.
 *
 * Disk (512-byte sectors, "LBA"):
 *     0            MBR: boot code and partition table
 *     1 .. 62      second-stage loader
 *     63           parameter sector (key=value lines)
 *     partition 1  type 0x7f, active: the boot archive
 *     further      type 0x81: MINIX file systems (/usr, /data)
 *
 * Hand-over: 32-bit protected mode, flat 4 GB segments, paging off, interrupts
 * off, A20 open, EAX = BOOT_HANDOVER_MAGIC, EBX = physical address of a
 * struct boot_info below 1 MB. The loader places each PT_LOAD segment of the
 * kernel (the archive's ARCHIVE_KERNEL entry, ELF32 i386) at its p_paddr, which
 * is at or above 1 MB, clears the rest of p_memsz, and jumps to e_entry, which
 * is a physical address. Every other entry is placed on a page boundary above
 * the kernel's highest byte, in archive order, padded with zeros to the page's
 * end. It checks the SHA-256 of every entry but the RAM disk, which is large
 * and only has its CRC-32 checked.
 */
#ifndef KINTSUGI_BOOT_INFO_H
#define KINTSUGI_BOOT_INFO_H

#include <kintsugi/types.h>

#define SECTOR_SIZE 512u

#define BOOT_LOADER_LBA 1u
#define BOOT_LOADER_SECTORS 62u
#define BOOT_PARAM_LBA 63u
#define BOOT_PARTITION_TYPE 0x7fu
#define MINIX_PARTITION_TYPE 0x81u

/* First line of a valid parameter sector; the rest is key=value lines and zeros. */
#define BOOT_PARAM_HEADER "KINTSUGI-PARAMS\n"

/* ---- boot archive, at the start of partition 1 ---- */

#define ARCHIVE_MAGIC "KINTBOOT"
#define ARCHIVE_VERSION 2u
#define ARCHIVE_HEADER_SECTORS 16u
#define ARCHIVE_MAX_ENTRIES 64u
#define ARCHIVE_NAME_LEN 32u
#define SHA256_LEN 32u

enum archive_kind {
	ARCHIVE_KERNEL = 0,  /* exactly one: ELF32 */
	ARCHIVE_PROGRAM = 1, /* ELF32 of a server, driver or command */
	ARCHIVE_SYMBOLS = 2, /* kernel symbol table, see struct ksym_header */
	ARCHIVE_RAMDISK = 3, /* root file system */
	ARCHIVE_TEXT = 4,    /* for RS: system.conf, and the symbols of servers and drivers */
};

struct archive_entry {
	char name[ARCHIVE_NAME_LEN]; /* NUL-terminated */
	u32 start_sector;            /* relative to the partition */
	u32 size_bytes;
	u32 kind;           /* enum archive_kind */
	u32 crc32;          /* of the size_bytes bytes, see kintsugi/crc32.h */
	u8 sha256[SHA256_LEN]; /* of the same bytes */
	u32 memory_bytes; /* RAM disk: its size, of which the archive leaves out the zeros at the end; else size_bytes */
};

struct archive_header { /* occupies ARCHIVE_HEADER_SECTORS sectors */
	char magic[8];      /* ARCHIVE_MAGIC without a NUL */
	u32 version;
	u32 entry_count;
	u32 total_sectors;  /* header included */
	u32 reserved[3];    /* 0 */
	struct archive_entry entries[ARCHIVE_MAX_ENTRIES];
};

/* ---- kernel symbol table (ARCHIVE_SYMBOLS): header, entries, string pool ---- */

#define KSYM_MAGIC 0x4d59534bu /* "KSYM" */

struct ksym_header {
	u32 magic;
	u32 count; /* of struct ksym, sorted by ascending address */
	u32 strings_offset; /* from the header's start */
	u32 strings_size;
};

struct ksym {
	u32 address;
	u32 name_offset; /* into the string pool, NUL-terminated */
};

/*
 * ---- symbols of servers and drivers (ARCHIVE_TEXT, COMPONENT_SYMBOLS) ----
 * A line "[program]" and then a line "address name" for each of its functions, the
 * address in 8 hexadecimal digits, ascending.
 */
#define SYSTEM_CONF "system.conf"
#define COMPONENT_SYMBOLS "components.sym"

/* ---- what the loader hands over ---- */

#define BOOT_HANDOVER_MAGIC 0x544e494bu /* "KINT" */
#define BOOT_INFO_VERSION 2u
#define BOOT_MAX_MEM 32u

/* Types as INT 15h E820 gives them: 1 is usable RAM, all else is not. */
#define MEM_USABLE 1u

struct boot_mem {
	u64 base;
	u64 length; /* bytes */
	u32 type;
	u32 reserved;
};

struct boot_module {
	char name[ARCHIVE_NAME_LEN];
	u32 phys; /* page-aligned */
	u32 size_bytes;
	u32 kind; /* enum archive_kind */
	u32 crc32; /* of the size_bytes bytes */
	u8 sha256[SHA256_LEN];
	u32 memory_bytes; /* what it takes in memory: zeros follow the size_bytes bytes */
};

struct boot_info {
	u32 version; /* BOOT_INFO_VERSION */
	u32 size;    /* sizeof(struct boot_info) */
	u32 boot_drive; /* BIOS drive number, 0x80 for the first disk */
	u32 kernel_phys_start;
	u32 kernel_phys_end; /* exclusive, bss included */
	u32 mem_count;
	u32 module_count;
	u32 reserved;
	char params[SECTOR_SIZE]; /* the parameter sector; all zero when it had no valid header */
	struct boot_mem mem[BOOT_MAX_MEM];
	struct boot_module modules[ARCHIVE_MAX_ENTRIES];
};

#endif
