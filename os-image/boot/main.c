/*
 * The second stage in order: console, A20, memory map, disk, parameters, archive,
 * kernel and modules, hand-over. Entered from entry.S; ends in the kernel, or in a
 * message and a halt.
 */
#include "layout.h"
#include "loader.h"

static struct boot_info info;
static struct archive archive;

/* Passes the parameter sector on when its header is right, else leaves zeros. */
static void
read_params(const struct disk *disk)
{
	static const char header[] = BOOT_PARAM_HEADER;
	const u32 header_length = sizeof(header) - 1;

	disk_read(disk, BOOT_PARAM_LBA, 1, info.params);
	if (memcmp(info.params, header, header_length) != 0) {
		memset(info.params, 0, sizeof(info.params));
		print("Parameters: none (sector %u has no header)\n", BOOT_PARAM_LBA);
		return;
	}
	print("Parameters:%s", info.params[header_length] == '\0' ? " none" : "");
	for (u32 i = header_length; i < SECTOR_SIZE && info.params[i] != '\0'; i++) {
		char c = info.params[i];

		/* A space before each line; the end of the last one is not worth one. */
		if (info.params[i - 1] == '\n')
			print(" ");
		if (c != '\n')
			print("%c", c < ' ' || c > '~' ? '?' : c);
	}
	print("\n");
}

_Noreturn void
loader_main(u32 drive)
{
	struct disk disk;
	u32 entry;

	console_init();
	print("\nKintsugi loader, drive %x\n", drive);
	a20_enable();
	info.version = BOOT_INFO_VERSION;
	info.size = sizeof(info);
	info.boot_drive = drive;
	memory_detect(&info);
	disk_open(&disk, drive);
	read_params(&disk);
	archive_open(&archive, &disk);
	entry = load_archive(&info, &disk, &archive);
	print("Kernel: %x to %x, %u modules; entry %x\n", info.kernel_phys_start,
	      info.kernel_phys_end, info.module_count, entry);
	console_flush();
	enter_kernel(entry, &info);
}
