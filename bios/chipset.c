/*
 * The chips every PC has: two 8259A interrupt controllers and the local APIC that
 * may stand between them and the CPU, the 8254 timer, the edge/level register,
 * the A20 gate, and the ways to reset the machine.
 * Datasheets: Intel 8259A, 8254, 82371SB (PIIX3); Intel SDM volume 3, "APIC".
 */
#include "firmware.h"

#define PIC1_CMD 0x20
#define PIC1_DATA 0x21
#define PIC2_CMD 0xa0
#define PIC2_DATA 0xa1
#define ICW1_CASCADE_ICW4 0x11 /* edge triggered, cascaded, ICW4 follows */
#define ICW4_8086 0x01
#define PIC1_VECTOR 0x08
#define PIC2_VECTOR 0x70
#define CASCADE_LINE 2

#define CPUID_FEATURES 1
#define CPUID_EDX_APIC (1u << 9)
#define APIC_SPURIOUS 0xfee000f0u
#define APIC_LINT0 0xfee00350u
#define APIC_LINT1 0xfee00360u
#define APIC_ENABLE_VECTOR_FF 0x1ffu
#define LINT_EXTERNAL 0x700u /* interrupts come from the 8259A */
#define LINT_NMI 0x400u

#define ELCR1 0x4d0
#define ELCR2 0x4d1

#define PIT_COUNTER0 0x40
#define PIT_COUNTER1 0x41
#define PIT_CONTROL 0x43
#define PIT_LATCH0 0x00
#define PIT0_RATE_GENERATOR 0x34 /* counter 0, low then high byte, mode 2 */
#define PIT1_REFRESH 0x54        /* counter 1, low byte, mode 2 */
#define PIT_TICKS_PER_MS 1193u
#define MAX_POLLS 100000000u

#define PORT_A 0x92
#define PORT_A_A20 0x02
#define PORT_A_FAST_RESET 0x01

#define RESET_CONTROL 0xcf9
#define RESET_HARD 0x06
#define RESET_LIMIT_MS 100
#define KBC_COMMAND 0x64
#define KBC_PULSE_RESET 0xfe

/* Programs both controllers; of their lines only timer, keyboard and cascade are open. */
void
pic_init(void)
{
	outb(PIC1_CMD, ICW1_CASCADE_ICW4);
	outb(PIC2_CMD, ICW1_CASCADE_ICW4);
	outb(PIC1_DATA, PIC1_VECTOR);
	outb(PIC2_DATA, PIC2_VECTOR);
	outb(PIC1_DATA, 1 << CASCADE_LINE);
	outb(PIC2_DATA, CASCADE_LINE);
	outb(PIC1_DATA, ICW4_8086);
	outb(PIC2_DATA, ICW4_8086);
	outb(PIC1_DATA, 0xf8);
	outb(PIC2_DATA, 0xff);
	elcr_set_level(0);
}

/* "Virtual wire": a CPU with a local APIC takes the 8259A's interrupts through it. */
void
apic_init(void)
{
	uint32_t eax = CPUID_FEATURES, ebx, ecx, edx;

	__asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "=c"(ecx), "=d"(edx));
	if (!(edx & CPUID_EDX_APIC))
		return;
	*(volatile uint32_t *)APIC_SPURIOUS = APIC_ENABLE_VECTOR_FF;
	*(volatile uint32_t *)APIC_LINT0 = LINT_EXTERNAL;
	*(volatile uint32_t *)APIC_LINT1 = LINT_NMI;
}

/* The lines of the mask become level-triggered, all others edge-triggered. */
void
elcr_set_level(uint16_t irq_mask)
{
	outb(ELCR1, irq_mask & 0xff);
	outb(ELCR2, irq_mask >> 8);
}

/* 18.2 ticks a second: the counter runs through all its 65536 values. */
void
pit_init(void)
{
	outb(PIT_CONTROL, PIT0_RATE_GENERATOR);
	outb(PIT_COUNTER0, 0);
	outb(PIT_COUNTER0, 0);
	outb(PIT_CONTROL, PIT1_REFRESH);
	outb(PIT_COUNTER1, 18);
}

static uint16_t
pit_count(void)
{
	uint8_t low, high;

	outb(PIT_CONTROL, PIT_LATCH0);
	low = inb(PIT_COUNTER0);
	high = inb(PIT_COUNTER0);
	return (uint16_t)(high << 8 | low);
}

void
timeout_start(struct timeout *timeout, uint32_t limit_ms)
{
	timeout->ticks_left = limit_ms * PIT_TICKS_PER_MS;
	timeout->polls_left = MAX_POLLS;
	timeout->last_count = pit_count();
}

/* To be asked at least every 50 ms, or the timer wraps unnoticed and the wait gets longer. */
bool
timeout_expired(struct timeout *timeout)
{
	uint16_t now = pit_count();
	uint16_t elapsed = timeout->last_count - now;

	timeout->last_count = now;
	if (timeout->polls_left == 0 || timeout->ticks_left <= elapsed) {
		timeout->ticks_left = 0;
		return true;
	}
	timeout->polls_left--;
	timeout->ticks_left -= elapsed;
	return false;
}

void
a20_set(bool open)
{
	uint8_t value = inb(PORT_A) & (uint8_t)~(PORT_A_A20 | PORT_A_FAST_RESET);

	outb(PORT_A, open ? value | PORT_A_A20 : value);
}

bool
a20_is_open(void)
{
	return inb(PORT_A) & PORT_A_A20;
}

/* By the chip set, or by the keyboard controller where that shows no effect. */
void
machine_reset(void)
{
	struct timeout timeout;

	outb(RESET_CONTROL, 0);
	outb(RESET_CONTROL, RESET_HARD);
	timeout_start(&timeout, RESET_LIMIT_MS);
	while (!timeout_expired(&timeout))
		;
	outb(KBC_COMMAND, KBC_PULSE_RESET);
	halt_forever();
}
