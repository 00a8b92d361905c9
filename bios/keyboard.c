/*
 * The PS/2 keyboard: its controller (INT 9, IRQ 1) and the services of INT 16h.
 * Scan codes of set 1 become (scan code, ASCII) pairs in the ring of 16 words
 * in the BIOS data area; a US layout. INT 16h's waiting is done in entry.S.
 * Datasheet: Intel 8042.
 */
#include "firmware.h"

#define KBC_DATA 0x60
#define KBC_STATUS 0x64
#define KBC_COMMAND 0x64
#define STATUS_OUTPUT_FULL 0x01
#define STATUS_INPUT_FULL 0x02

#define KBC_WRITE_MODE 0x60
#define KBC_SELF_TEST 0xaa
#define KBC_SELF_TEST_PASSED 0x55
#define KBC_ENABLE_KEYBOARD 0xae
#define MODE_IRQ1_TRANSLATE_NO_MOUSE 0x61

#define KEYBOARD_RESET 0xff
#define KEYBOARD_ENABLE 0xf4
#define KEYBOARD_ACK 0xfa
#define KEYBOARD_TEST_PASSED 0xaa

#define CONTROLLER_LIMIT_MS 50
#define SELF_TEST_LIMIT_MS 1000
#define MAX_DRAIN 32

#define PIC1_CMD 0x20
#define PIC_EOI 0x20

#define SCAN_RELEASE 0x80
#define SCAN_PREFIX 0xe0
#define SCAN_CTRL 0x1d
#define SCAN_LEFT_SHIFT 0x2a
#define SCAN_RIGHT_SHIFT 0x36
#define SCAN_ALT 0x38
#define SCAN_CAPS_LOCK 0x3a
#define SCAN_DELETE 0x53

/* Bits of BDA_KEY_FLAGS */
#define KEY_RIGHT_SHIFT 0x01
#define KEY_LEFT_SHIFT 0x02
#define KEY_CTRL 0x04
#define KEY_ALT 0x08
#define KEY_CAPS_LOCK 0x40

#define RING_START 0x1eu
#define RING_END 0x3eu

/* Indexed by scan code; 0 is a key without a character. */
static const char plain[] =
	"\0\0331234567890-=\b\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 ";
static const char shifted[] =
	"\0\033!@#$%^&*()_+\b\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 ";

/* Both waits return false when the controller does not get ready in time. */
static bool
wait_input_empty(void)
{
	struct timeout timeout;

	timeout_start(&timeout, CONTROLLER_LIMIT_MS);
	while (inb(KBC_STATUS) & STATUS_INPUT_FULL)
		if (timeout_expired(&timeout))
			return false;
	return true;
}

static bool
wait_byte(uint32_t limit_ms, uint8_t *byte)
{
	struct timeout timeout;

	timeout_start(&timeout, limit_ms);
	while (!(inb(KBC_STATUS) & STATUS_OUTPUT_FULL))
		if (timeout_expired(&timeout))
			return false;
	*byte = inb(KBC_DATA);
	return true;
}

static bool
send_command(uint8_t command)
{
	if (!wait_input_empty())
		return false;
	outb(KBC_COMMAND, command);
	return true;
}

static bool
send_data(uint8_t data)
{
	if (!wait_input_empty())
		return false;
	outb(KBC_DATA, data);
	return true;
}

static bool
expect_byte(uint32_t limit_ms, uint8_t expected)
{
	uint8_t byte;

	return wait_byte(limit_ms, &byte) && byte == expected;
}

static void
drain(void)
{
	for (unsigned i = 0; i < MAX_DRAIN && (inb(KBC_STATUS) & STATUS_OUTPUT_FULL); i++)
		(void)inb(KBC_DATA);
}

static bool
controller_start(void)
{
	drain();
	return send_command(KBC_SELF_TEST) &&
	       expect_byte(SELF_TEST_LIMIT_MS, KBC_SELF_TEST_PASSED) &&
	       send_command(KBC_WRITE_MODE) && send_data(MODE_IRQ1_TRANSLATE_NO_MOUSE) &&
	       send_command(KBC_ENABLE_KEYBOARD);
}

static bool
keyboard_start(void)
{
	return send_data(KEYBOARD_RESET) && expect_byte(CONTROLLER_LIMIT_MS, KEYBOARD_ACK) &&
	       expect_byte(SELF_TEST_LIMIT_MS, KEYBOARD_TEST_PASSED) && send_data(KEYBOARD_ENABLE) &&
	       expect_byte(CONTROLLER_LIMIT_MS, KEYBOARD_ACK);
}

void
keyboard_init(void)
{
	BDA16(BDA_KEY_START) = RING_START;
	BDA16(BDA_KEY_END) = RING_END;
	BDA16(BDA_KEY_HEAD) = RING_START;
	BDA16(BDA_KEY_TAIL) = RING_START;
	if (!controller_start())
		say("keyboard  none: the 8042 controller did not pass its self test\n");
	else if (!keyboard_start())
		say("keyboard  none: it did not answer a reset\n");
	drain();
}

static uint16_t
ring_next(uint16_t position)
{
	position += 2;
	return position >= BDA16(BDA_KEY_END) ? BDA16(BDA_KEY_START) : position;
}

static void
ring_put(uint16_t key)
{
	uint16_t tail = BDA16(BDA_KEY_TAIL);
	uint16_t next = ring_next(tail);

	if (next == BDA16(BDA_KEY_HEAD))
		return;
	BDA16(tail) = key;
	BDA16(BDA_KEY_TAIL) = next;
}

static uint8_t
modifier_of(uint8_t scan)
{
	switch (scan) {
	case SCAN_CTRL:
		return KEY_CTRL;
	case SCAN_ALT:
		return KEY_ALT;
	case SCAN_LEFT_SHIFT:
		return KEY_LEFT_SHIFT;
	case SCAN_RIGHT_SHIFT:
		return KEY_RIGHT_SHIFT;
	}
	return 0;
}

static uint8_t
character_of(uint8_t scan, uint8_t flags)
{
	bool shift = flags & (KEY_LEFT_SHIFT | KEY_RIGHT_SHIFT);
	char c;

	if (scan >= sizeof(plain) - 1 || (flags & KEY_ALT))
		return 0;
	c = plain[scan];
	if (flags & KEY_CTRL)
		return c >= 'a' && c <= 'z' ? (uint8_t)(c & 0x1f) : 0;
	if (c >= 'a' && c <= 'z' && (flags & KEY_CAPS_LOCK))
		shift = !shift;
	return (uint8_t)(shift ? shifted[scan] : c);
}

static void
handle_scan_code(uint8_t code)
{
	static bool prefixed;
	uint8_t scan = code & (uint8_t)~SCAN_RELEASE;
	uint8_t flags = BDA8(BDA_KEY_FLAGS);
	uint8_t modifier = modifier_of(scan);
	bool pressed = !(code & SCAN_RELEASE);
	bool extended = prefixed;

	prefixed = code == SCAN_PREFIX;
	if (prefixed)
		return;
	if (extended && (scan == SCAN_LEFT_SHIFT || scan == SCAN_RIGHT_SHIFT))
		return; /* sent around the grey keys, no shift of the user's */
	if (modifier) {
		BDA8(BDA_KEY_FLAGS) = pressed ? flags | modifier : flags & (uint8_t)~modifier;
		return;
	}
	if (!pressed)
		return;
	if (scan == SCAN_CAPS_LOCK) {
		BDA8(BDA_KEY_FLAGS) = flags ^ KEY_CAPS_LOCK;
		return;
	}
	if (scan == SCAN_DELETE && (flags & KEY_CTRL) && (flags & KEY_ALT))
		machine_reset();
	ring_put((uint16_t)(scan << 8 | character_of(scan, flags)));
}

void
int09_keyboard(struct regs *regs)
{
	(void)regs;
	if (inb(KBC_STATUS) & STATUS_OUTPUT_FULL)
		handle_scan_code(inb(KBC_DATA));
	outb(PIC1_CMD, PIC_EOI);
}

void
int16_keyboard(struct regs *regs)
{
	uint16_t head = BDA16(BDA_KEY_HEAD);
	bool empty = head == BDA16(BDA_KEY_TAIL);

	switch (regs->a.h) {
	case 0x00:
	case 0x10: /* entry.S has waited for a key */
		regs->a.x = BDA16(head);
		BDA16(BDA_KEY_HEAD) = ring_next(head);
		break;
	case 0x01:
	case 0x11:
		set_flag(regs, FLAG_ZERO, empty);
		if (!empty)
			regs->a.x = BDA16(head);
		break;
	case 0x02:
	case 0x12:
		regs->a.l = BDA8(BDA_KEY_FLAGS);
		break;
	}
}
