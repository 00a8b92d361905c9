/*
 * What must not happen: exceptions. One in the firmware's own 32-bit code is
 * reported with its registers; a divide error or an invalid opcode of the
 * program being booted with the place it happened at. Either way the machine
 * halts, where it would otherwise go round in circles.
 */
#include "firmware.h"

#define VECTORS 32
#define FAULT_STUB_BYTES 16
#define CODE32_SELECTOR 0x08
#define GATE_INTERRUPT_32 0x8e00
#define BYTES_SHOWN 8u

struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint16_t type;
	uint16_t offset_high;
};

/* On the firmware's stack, as fault_stubs in entry.S leaves it. */
struct fault_frame {
	uint32_t vector, error, eip, cs, eflags;
};

extern const uint8_t fault_stubs[VECTORS][FAULT_STUB_BYTES];
struct gate fault_idt[VECTORS]; /* entry.S loads IDTR with it */

void
fault_init(void)
{
	for (unsigned i = 0; i < VECTORS; i++) {
		uint32_t stub = (uint32_t)fault_stubs[i];

		fault_idt[i].offset_low = stub & 0xffff;
		fault_idt[i].selector = CODE32_SELECTOR;
		fault_idt[i].type = GATE_INTERRUPT_32;
		fault_idt[i].offset_high = stub >> 16;
	}
}

void
halt_forever(void)
{
	for (;;)
		__asm__ volatile("cli\n\thlt");
}

void firmware_fault(const struct fault_frame *frame) __attribute__((noreturn));

void
firmware_fault(const struct fault_frame *frame)
{
	say("\nFirmware fault: exception %u, error code %x, at %x:%08x.\n"
	    "This is a bug of the firmware. The machine is halted.\n",
	    frame->vector, frame->error, frame->cs, frame->eip);
	halt_forever();
}

void
report_guest_exception(struct regs *regs, const char *name)
{
	const uint8_t *code = real_pointer(regs->cs, regs->ip);

	say("\nThe program being booted failed: %s at %04x:%04x, code", name, (uint32_t)regs->cs,
	    (uint32_t)regs->ip);
	for (unsigned i = 0; i < BYTES_SHOWN; i++)
		say(" %02x", (uint32_t)code[i]);
	say(".\nThe machine is halted.\n");
	halt_forever();
}
