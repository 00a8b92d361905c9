/* The roles. See pcitest.h. */
#include <errno.h>
#include <kintsugi/ports.h>
#include <libsys/grant.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/request.h>
#include <string.h>

#include "pcitest.h"

#define DEADLINE_US 5000000u
#define FUNCTIONS_MAX 64u
#define CLASS_NETWORK 0x02u
#define BAR_REGISTER(index) (0x10u + 4u * (index))
#define BAR_IO_ADDRESS 0xfffcu
#define INTERRUPT_LINE 0x3cu
#define PORTS_MIN 0x20u
#define PORTS_MAX 0x100u

/* A card that works and one that was reset are told apart by its command register. */
struct card {
	u16 device;
	u8 command; /* offset */
	u8 working; /* written */
	u8 mask;
	u8 at_rest; /* of these bits */
};
static const struct card cards[] = {
	{0x8139, 0x37, 0x0c, 0x0c, 0x00}, /* RE and TE */
	{0x8029, 0x00, 0x22, 0x03, 0x01}, /* STA; STP */
};

/* Asks the PCI server; the status of its answer, which takes the message's place. */
static s32
ask(u32 type, struct message *message)
{
	s32 error;

	message->type = type;
	error = request_call(sys_lookup(PCI_SERVER_LABEL), message,
			     sys_uptime_us() + DEADLINE_US, 0);
	return error < 0 ? error : MESSAGE_BODY(message, const struct reply_head)->status;
}

static s32
ask_config(u32 type, u32 function, u32 offset, u32 width, u32 value, u32 *read)
{
	struct message message = {0};
	s32 status;

	*MESSAGE_BODY(&message, struct pci_config) = (struct pci_config){
		.function = function,
		.offset = offset,
		.width = width,
		.value = value,
	};
	status = ask(type, &message);
	if (read != NULL)
		*read = MESSAGE_BODY(&message, const struct pci_config_reply)->value;
	return status;
}

static s32
write_config(u32 function, u32 offset, u32 width, u32 value)
{
	return ask_config(PCI_WRITE, function, offset, width, value, NULL);
}

static u32
read_config(u32 function, u32 offset, u32 width)
{
	u32 value;

	must("reading its configuration", ask_config(PCI_READ, function, offset, width, 0, &value),
	     0);
	return value;
}

static s32
ask_bar(u32 function, u32 index)
{
	struct message message = {0};

	*MESSAGE_BODY(&message, struct pci_bar) =
		(struct pci_bar){.function = function, .index = index};
	return ask(PCI_BAR, &message);
}

static s32
ask_reset(u32 function)
{
	struct message message = {0};

	MESSAGE_BODY(&message, struct pci_target)->function = function;
	return ask(PCI_RESET, &message);
}

/* Number `index` of the machine's functions; -ENOENT. */
static s32
list(u32 index, struct pci_function_reply *reply)
{
	struct message message = {0};
	s32 status;

	MESSAGE_BODY(&message, struct pci_list)->index = index;
	status = ask(PCI_LIST, &message);
	*reply = *MESSAGE_BODY(&message, const struct pci_function_reply);
	return status;
}

void
find_role(u32 argument)
{
	struct pci_function_reply found;

	(void)argument;
	for (u32 index = 0; list(index, &found) == 0; index++)
		if (found.base_class == CLASS_NETWORK)
			pass(found.function);
	pass(-ENOENT);
}

/* What is refused to whom the function does not belong. */
static void
must_be_refused(u32 function)
{
	must("another's ports", ask_bar(function, 0), -EPERM);
	must("reading another's configuration",
	     ask_config(PCI_READ, function, 0, 4, 0, NULL), -EPERM);
	must("writing another's command", write_config(function, PCI_COMMAND, 2, 0), -EPERM);
	must("resetting another's device", ask_reset(function), -EPERM);
}

static s32
ask_resources(void)
{
	static struct pci_resources resources;
	struct message message = {0};
	endpoint_t server = sys_lookup(PCI_SERVER_LABEL);
	grant_id_t grant = grant_direct(server, &resources, sizeof(resources), GRANT_WRITE);
	s32 status;

	*MESSAGE_BODY(&message, struct pci_find) = (struct pci_find){
		.match = {PCI_ANY, PCI_ANY, PCI_ANY_CLASS, PCI_ANY_CLASS, PCI_ANY_CLASS, 0},
		.grant = grant,
		.count = 1,
	};
	status = ask(PCI_RESOURCES, &message);
	must("taking the grant back", grant_revoke(grant), 0);
	return status;
}

void
stranger_role(u32 function)
{
	struct pci_device device;

	must("a function of its own", pci_get_device(0, &device), -ENOENT);
	must("what RS is told", ask_resources(), -EPERM);
	must_be_refused(function);
}

static struct pci_device
own_device(u32 function)
{
	struct pci_device device;

	must("its device", pci_get_device(0, &device), 0);
	must("its device's function", device.function, (s32)function);
	return device;
}

void
ports_role(u32 function)
{
	struct pci_device device = own_device(function);

	must("room for its ports", device.bars[0].length <= PORTS_MAX, 1);
	pass(PORTS(device.bars[0].base, device.bars[0].length));
}

/* What the answers say has to be what the registers hold. */
static void
check_bars(const struct pci_device *device)
{
	for (u32 index = 0; index < PCI_BARS; index++) {
		const struct pci_bar_range *range = &device->bars[index];
		u32 value = read_config(device->function, BAR_REGISTER(index), 4);

		if (range->length == 0)
			continue;
		must("the length's bits", (s32)(range->length & (range->length - 1)), 0);
		must("the range's place", (s32)(range->base % range->length), 0);
		must("the range's kind", (s32)range->is_memory, !(value & 1));
		must("the range's base", (s32)range->base,
		     (s32)(range->is_memory ? value & ~0xfu : value & ~3u));
	}
	must("ports of a network card", (s32)device->bars[0].is_memory, 0);
	must("ports of a network card", device->bars[0].length >= PORTS_MIN, 1);
}

/* It can have and give back what is a driver's, and nothing else. */
static void
check_writes(u32 function)
{
	u32 line = read_config(function, INTERRUPT_LINE, 1);
	u32 command = read_config(function, PCI_COMMAND, 2);

	must("a wide command", write_config(function, PCI_COMMAND, 4, command), -EACCES);
	must("a foreign bit", write_config(function, PCI_COMMAND, 2, command ^ 0x40), -EACCES);
	must("moving its ports", write_config(function, BAR_REGISTER(0), 4, 0x1f1), -EACCES);
	must("its interrupt line", write_config(function, INTERRUPT_LINE, 1, 14), -EACCES);
	must("no register", write_config(function, 256, 2, 0), -EINVAL);
	must("its interrupt line after all that",
	     (s32)read_config(function, INTERRUPT_LINE, 1), (s32)line);
	must("its command after all that", (s32)read_config(function, PCI_COMMAND, 2),
	     (s32)command);
}

static u32
enables_of(u32 function)
{
	return read_config(function, PCI_COMMAND, 2) & PCI_COMMAND_DRIVERS;
}

/* Not every card can master the bus, but each has ports to be switched off and on. */
static void
check_enables(const struct pci_device *device)
{
	u32 before = enables_of(device->function) & ~PCI_COMMAND_MASTER;

	must("ports off", pci_disable(device, PCI_COMMAND_IO), 0);
	must("ports are off", (s32)(enables_of(device->function) & PCI_COMMAND_IO), 0);
	must("mastering", pci_enable(device, PCI_COMMAND_IO | PCI_COMMAND_MASTER), 0);
	must("ports are on", (s32)(enables_of(device->function) & ~PCI_COMMAND_MASTER),
	     (s32)before);
	must("no mastering", pci_disable(device, PCI_COMMAND_MASTER), 0);
	must("enables are as before", (s32)enables_of(device->function), (s32)before);
}

void
driver_role(u32 function)
{
	struct pci_device device = own_device(function), second;
	struct pci_function_reply other;

	must("a second device", pci_get_device(1, &second), -ENOENT);
	for (u32 index = 0; list(index, &other) == 0; index++)
		if (other.function != function)
			must_be_refused(other.function);
	check_bars(&device);
	check_writes(function);
	check_enables(&device);
}

static const struct card *
card_of(const struct pci_device *device)
{
	for (u32 index = 0; index < ARRAY_LEN(cards); index++)
		if (cards[index].device == device->device)
			return &cards[index];
	panic("a card %04x is not known here", device->device);
}

static u8
command_of(const struct pci_device *device)
{
	const struct card *card = card_of(device);

	return inb((u16)(device->bars[0].base + card->command)) & card->mask;
}

static void
set_to_work(const struct pci_device *device)
{
	const struct card *card = card_of(device);

	outb((u16)(device->bars[0].base + card->command), card->working);
	must("it works", command_of(device), card->working & card->mask);
}

void
reset_role(u32 function)
{
	struct pci_device device = own_device(function), after;
	u32 line = read_config(function, INTERRUPT_LINE, 1);
	u32 command;

	must("mastering", pci_enable(&device, PCI_COMMAND_IO | PCI_COMMAND_MASTER), 0);
	command = read_config(function, PCI_COMMAND, 2) & ~PCI_COMMAND_MASTER;
	set_to_work(&device);
	must("reset", pci_reset(&device), 0);
	must("its device after the reset", pci_get_device(0, &after), 0);
	must("it is at rest", command_of(&device), card_of(&device)->at_rest);
	must("all of it is as before", memcmp(&device, &after, sizeof(device)), 0);
	check_bars(&after);
	must("its command after the reset", (s32)read_config(function, PCI_COMMAND, 2),
	     (s32)command);
	must("its line after the reset", (s32)read_config(function, INTERRUPT_LINE, 1),
	     (s32)line);
}
