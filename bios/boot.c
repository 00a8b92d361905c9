/*
 * INT 19h: loads sector 0 of the first disk whose sector ends in 55 AA to
 * 0000:7C00 and goes there with the drive's number in DL. Where there is none it
 * says what it looked for and found, and the machine halts with interrupts on.
 * INT 18h: the program that was booted gave up; says so and halts likewise,
 * since loading the same program once more would only go round in circles.
 */
#include "firmware.h"

#define SIGNATURE_OFFSET 510u
#define SIGNATURE_0 0x55
#define SIGNATURE_1 0xaa
#define FIRST_DISK 0x80u

enum verdict { BOOTABLE, NO_SIGNATURE, UNREADABLE };

struct finding {
	enum verdict verdict;
	enum disk_status status;
	uint8_t signature[2];
};

static void
examine(const struct disk *disk, struct finding *finding)
{
	uint8_t *sector = (uint8_t *)BOOT_ADDRESS;
	uint32_t done;

	finding->status = disk_read(disk, 0, 1, sector, &done);
	if (finding->status != DISK_OK) {
		finding->verdict = UNREADABLE;
		return;
	}
	finding->signature[0] = sector[SIGNATURE_OFFSET];
	finding->signature[1] = sector[SIGNATURE_OFFSET + 1];
	finding->verdict = finding->signature[0] == SIGNATURE_0 && finding->signature[1] == SIGNATURE_1
	                           ? BOOTABLE
	                           : NO_SIGNATURE;
}

static void
explain(const struct finding *findings, unsigned count)
{
	say("\nNothing to boot.\n"
	    "  expected  a disk on an IDE channel whose sector 0 ends with the bytes 55 aa\n");
	if (count == 0)
		say("  found     no disk at all\n");
	for (unsigned i = 0; i < count; i++) {
		say("  found     disk %xh: ", FIRST_DISK + i);
		if (findings[i].verdict == UNREADABLE)
			say("sector 0 cannot be read: %s (error %02xh)\n",
			    disk_status_name(findings[i].status), (uint32_t)findings[i].status);
		else
			say("sector 0 ends with %02x %02x\n", (uint32_t)findings[i].signature[0],
			    (uint32_t)findings[i].signature[1]);
	}
	say("  to do     attach a bootable disk image, such as kintsugi.img, as the first\n"
	    "            disk, then reset the machine\n"
	    "The machine is halted.\n");
}

void
int19_boot(struct regs *regs)
{
	struct finding findings[MAX_DISKS];

	for (unsigned i = 0; i < disk_count(); i++) {
		examine(disk_get(i), &findings[i]);
		if (findings[i].verdict != BOOTABLE)
			continue;
		say("boot    disk %xh\n", FIRST_DISK + i);
		regs->cs = 0;
		regs->ip = BOOT_ADDRESS;
		regs->ds = 0;
		regs->es = 0;
		regs->a.e = 0;
		regs->d.e = FIRST_DISK + i;
		regs->flags = 0x0202; /* interrupts on */
		return;
	}
	explain(findings, disk_count());
}

void
int18_boot_failed(struct regs *regs)
{
	(void)regs;
	say("\nThe program that was booted gave up (INT 18h). To try again, reset the machine.\n"
	    "The machine is halted.\n");
}
