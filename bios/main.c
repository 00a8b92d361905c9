/*
 * Where the C code begins: power-on set-up, and the table that leads each
 * software interrupt to its service.
 */
#include "firmware.h"

#define VECTOR_POST 0x100 /* as in entry.S */
#define IVT_ENTRIES 256
#define FIRST_MASTER_VECTOR 0x08
#define FIRST_SLAVE_VECTOR 0x70
#define LINES_PER_PIC 8

#define BDA_BYTES 256

extern uint8_t bss_start[], bss_end[];
extern const uint8_t int00_entry[], int06_entry[], int09_entry[], int10_entry[], int11_entry[],
	int12_entry[], int13_entry[], int15_entry[], int16_entry[], int18_entry[], int19_entry[],
	int1a_entry[], irq0_entry[], irq_master_entry[], irq_slave_entry[], ignore_entry[];

static void
set_vector(unsigned vector, const uint8_t *entry)
{
	volatile uint32_t *ivt = (volatile uint32_t *)0;

	ivt[vector] = (uint32_t)ROM_SEGMENT << 16 | ((uint32_t)entry - ROM_BASE);
}

static void
ivt_init(void)
{
	for (unsigned vector = 0; vector < IVT_ENTRIES; vector++)
		set_vector(vector, ignore_entry);
	for (unsigned line = 0; line < LINES_PER_PIC; line++) {
		set_vector(FIRST_MASTER_VECTOR + line, irq_master_entry);
		set_vector(FIRST_SLAVE_VECTOR + line, irq_slave_entry);
	}
	set_vector(0x00, int00_entry);
	set_vector(0x06, int06_entry);
	set_vector(0x08, irq0_entry);
	set_vector(0x09, int09_entry);
	set_vector(0x10, int10_entry);
	set_vector(0x11, int11_entry);
	set_vector(0x12, int12_entry);
	set_vector(0x13, int13_entry);
	set_vector(0x15, int15_entry);
	set_vector(0x16, int16_entry);
	set_vector(0x18, int18_entry);
	set_vector(0x19, int19_entry);
	set_vector(0x1a, int1a_entry);
}

static bool
fpu_present(void)
{
	uint16_t status = 0x5a5a;

	__asm__ volatile("fninit\n\tfnstsw %0" : "+m"(status));
	return (status & 0xff) == 0;
}

static void
bda_init(void)
{
	memset((void *)0x400, 0, BDA_BYTES);
	BDA16(BDA_EBDA_SEGMENT) = EBDA_BASE >> 4;
	*(volatile uint16_t *)EBDA_BASE = EBDA_KB;
	BDA16(BDA_EQUIPMENT) = EQUIPMENT_VIDEO_80X25 | (fpu_present() ? EQUIPMENT_FPU : 0);
}

/* The order matters: time before anything that waits, output before anything that reports. */
static void
power_on_setup(void)
{
	memset(bss_start, 0, (size_t)(bss_end - bss_start));
	fault_init();
	ivt_init();
	bda_init();
	pic_init();
	apic_init();
	pit_init();
	a20_set(true);
	serial_init();
	screen_init();
	say("%s %s\n", FIRMWARE_NAME, FIRMWARE_VERSION);
	rtc_init();
	memory_init();
	memory_report();
	keyboard_init();
	pci_init();
	ata_init();
}

void dispatch(struct regs *regs);

/* Called by entry.S for each service; regs are the caller's. */
void
dispatch(struct regs *regs)
{
	switch (regs->vector) {
	case VECTOR_POST:
		power_on_setup();
		break;
	case 0x00:
		report_guest_exception(regs, "division by zero");
		break;
	case 0x06:
		report_guest_exception(regs, "invalid opcode");
		break;
	case 0x09:
		int09_keyboard(regs);
		break;
	case 0x10:
		int10_video(regs);
		break;
	case 0x11:
		regs->a.x = BDA16(BDA_EQUIPMENT);
		break;
	case 0x12:
		regs->a.x = BDA16(BDA_MEMORY_KB);
		break;
	case 0x13:
		int13_disk(regs);
		break;
	case 0x15:
		int15_system(regs);
		break;
	case 0x16:
		int16_keyboard(regs);
		break;
	case 0x18:
		int18_boot_failed(regs);
		break;
	case 0x19:
		int19_boot(regs);
		break;
	case 0x1a:
		if (regs->a.h == 0xb1)
			int1a_pci(regs);
		else
			int1a_time(regs);
		break;
	}
}
