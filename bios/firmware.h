/*
 * What the firmware's C files share: the caller's registers, the
 * BIOS data area, and the calls each file offers.
 *
 * All C code runs in flat 32-bit protected mode with interrupts off, entered
 * through entry.S: once at power-on, then once per software interrupt. It may
 * use any physical address. The ROM is never written; variables are .bss.
 */
#ifndef FIRMWARE_H
#define FIRMWARE_H

#include <kintsugi/ports.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIRMWARE_NAME "Kintsugi firmware"
#define FIRMWARE_VERSION "1.0"

#define ROM_BASE 0xf0000u
#define ROM_SIZE 0x10000u
#define ROM_SEGMENT 0xf000u
#define EBDA_BASE 0x9c000u /* ebda_start of rom.ld */
#define EBDA_KB 16u
#define LOW_MEMORY_KB (EBDA_BASE / 1024)
#define BOOT_ADDRESS 0x7c00u
#define SECTOR_BYTES 512u

/* ---- the caller of a service ---- */

union gpr {
	uint32_t e;
	uint16_t x;
	struct {
		uint8_t l, h;
	};
};

/* As enter_c in entry.S pushes it. What a service leaves here, the caller gets. */
struct regs {
	uint16_t gs, fs, es, ds;
	union gpr di, si, bp, esp_unused, b, d, c, a;
	uint16_t vector;
	uint16_t ip, cs, flags;
} __attribute__((packed));

#define FLAG_CARRY 0x0001u
#define FLAG_ZERO 0x0040u

static inline void
set_flag(struct regs *regs, uint16_t flag, bool on)
{
	regs->flags = on ? regs->flags | flag : regs->flags & ~flag;
}

static inline void *
real_pointer(uint16_t segment, uint16_t offset)
{
	return (void *)(((uint32_t)segment << 4) + offset);
}

/* ---- BIOS data area ---- */

#define BDA8(offset) (*(volatile uint8_t *)(0x400u + (offset)))
#define BDA16(offset) (*(volatile uint16_t *)(0x400u + (offset)))
#define BDA32(offset) (*(volatile uint32_t *)(0x400u + (offset)))

#define BDA_COM1 0x00       /* word: port of COM1, then COM2 */
#define BDA_EBDA_SEGMENT 0x0e
#define BDA_EQUIPMENT 0x10
#define BDA_MEMORY_KB 0x13
#define BDA_KEY_FLAGS 0x17
#define BDA_KEY_HEAD 0x1a
#define BDA_KEY_TAIL 0x1c
#define BDA_VIDEO_MODE 0x49
#define BDA_COLUMNS 0x4a
#define BDA_PAGE_BYTES 0x4c
#define BDA_CURSOR 0x50     /* word per page: row, column */
#define BDA_CURSOR_SHAPE 0x60
#define BDA_CRTC_PORT 0x63
#define BDA_TICKS 0x6c
#define BDA_MIDNIGHT 0x70
#define BDA_DISK_STATUS 0x74
#define BDA_DISK_COUNT 0x75
#define BDA_KEY_START 0x80
#define BDA_KEY_END 0x82
#define BDA_LAST_ROW 0x84
#define BDA_CHAR_HEIGHT 0x85

#define EQUIPMENT_FPU 0x0002u
#define EQUIPMENT_VIDEO_80X25 0x0020u
#define EQUIPMENT_SERIAL_SHIFT 9

/* ---- string.c ---- */

void *memset(void *dest, int byte, size_t len_bytes);
void *memcpy(void *dest, const void *src, size_t len_bytes);
void *memmove(void *dest, const void *src, size_t len_bytes);
size_t strlen(const char *text);

/* ---- chipset.c: interrupt controllers, timer, A20 ---- */

struct timeout {
	uint32_t ticks_left; /* of the PIT, 1193182 a second */
	uint32_t polls_left; /* bound in case the timer stands still */
	uint16_t last_count;
};

void pic_init(void);
void apic_init(void);
void pit_init(void);
void elcr_set_level(uint16_t irq_mask);
void a20_set(bool open);
bool a20_is_open(void);
void machine_reset(void) __attribute__((noreturn));
void timeout_start(struct timeout *timeout, uint32_t limit_ms);
bool timeout_expired(struct timeout *timeout);

/* ---- rtc.c: CMOS memory, clock, INT 1Ah ---- */

uint8_t cmos_read(uint8_t index);
void rtc_init(void);
void int1a_time(struct regs *regs);

/* ---- serial.c ---- */

void serial_init(void);
void serial_putc(char c);

/* ---- vga.c, font.c ---- */

void vga_set_text_mode(bool clear);
void vga_set_cursor_shape(uint16_t start_and_end);
void vga_set_cursor_offset(uint16_t cell);
void font_render(unsigned code, uint8_t rows[16]);

/* ---- int10.c: text screen ---- */

void screen_init(void);
void screen_putc(char c);
void int10_video(struct regs *regs);

/* ---- console.c: COM1 and screen alike ---- */

void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
unsigned say_column(void);
void say_tab(unsigned to);

/* ---- memory.c ---- */

struct memory_range {
	uint64_t base;
	uint64_t length; /* bytes */
	uint32_t type;
} __attribute__((packed));

#define MEMORY_USABLE 1u
#define MEMORY_RESERVED 2u

void memory_init(void);
uint32_t memory_above_1m_kb(void);
const struct memory_range *memory_map_entry(unsigned index, bool *last);
void memory_report(void);
void int15_system(struct regs *regs);

/* ---- keyboard.c ---- */

void keyboard_init(void);
void int09_keyboard(struct regs *regs);
void int16_keyboard(struct regs *regs);

/* ---- pci.c, pcibios.c ---- */

void pci_init(void);
void int1a_pci(struct regs *regs);

/* ---- ata.c ---- */

#define MAX_DISKS 4u
#define MODEL_CHARS 40u

struct disk {
	uint16_t command_port;
	uint16_t control_port;
	uint8_t unit;    /* 0 master, 1 slave */
	uint8_t channel; /* 0 primary, 1 secondary */
	bool lba48;
	uint64_t sectors;
	uint32_t cylinders, heads, sectors_per_track; /* the geometry INT 13h shows */
	char model[MODEL_CHARS + 1];
};

/* INT 13h status codes */
enum disk_status {
	DISK_OK = 0x00,
	DISK_BAD_COMMAND = 0x01,
	DISK_SECTOR_NOT_FOUND = 0x04,
	DISK_UNCORRECTABLE = 0x10,
	DISK_CONTROLLER_FAILED = 0x20,
	DISK_TIMEOUT = 0x80,
};

void ata_init(void);
unsigned disk_count(void);
const struct disk *disk_get(unsigned index);
enum disk_status disk_read(const struct disk *disk, uint64_t lba, uint32_t count, void *buffer,
                           uint32_t *done);
enum disk_status disk_write(const struct disk *disk, uint64_t lba, uint32_t count,
                            const void *buffer, uint32_t *done);
void disk_reset(const struct disk *disk);
const char *disk_status_name(enum disk_status status);

/* ---- int13.c, boot.c, fault.c ---- */

void int13_disk(struct regs *regs);
void int18_boot_failed(struct regs *regs);
void int19_boot(struct regs *regs);
void fault_init(void);
void report_guest_exception(struct regs *regs, const char *name);
void halt_forever(void) __attribute__((noreturn));

#endif
