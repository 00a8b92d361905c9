/* See functions.h. */
#include "functions.h"

#include "config.h"
#include "registers.h"

#define BUSES 256u
#define DEVICES 32u
#define FUNCTIONS 8u

#define NO_LINE_FROM 16u /* the interrupt controllers have fewer lines */

#define CAPABILITIES_FIRST 0x40u
#define CAPABILITY_ALIGNMENT 4u
#define CAPABILITIES_MAX ((CONFIG_SPACE_BYTES - CAPABILITIES_FIRST) / CAPABILITY_ALIGNMENT)

/* Buses to be looked at, in the order they were found; each once. */
struct bus_queue {
	u32 count;
	u8 buses[BUSES];
	u8 is_known[BUSES];
};

static void
add_bus(struct bus_queue *queue, u8 bus)
{
	if (queue->is_known[bus])
		return;
	queue->is_known[bus] = 1;
	queue->buses[queue->count++] = bus;
}

static u8
header_type(u16 function)
{
	return (u8)config_read(function, HEADER_TYPE, 1);
}

static void
add_function(struct function_list *list, struct bus_queue *queue, u16 function)
{
	if (list->count == FUNCTIONS_MAX)
		return;
	list->functions[list->count++] = function;
	if ((header_type(function) & HEADER_LAYOUT) == LAYOUT_BRIDGE)
		add_bus(queue, (u8)config_read(function, SECONDARY_BUS, 1));
}

/* Function 0 is always there when a device is. */
static void
look_at_device(struct function_list *list, struct bus_queue *queue, u16 device)
{
	u16 number;

	if (!config_is_present(device))
		return;
	add_function(list, queue, device);
	if (!(header_type(device) & HEADER_MULTIFUNCTION))
		return;
	for (number = 1; number < FUNCTIONS; number++)
		if (config_is_present(device + number))
			add_function(list, queue, device + number);
}

void
functions_find(struct function_list *list)
{
	struct bus_queue queue = {0};
	u32 next, device;

	list->count = 0;
	if (!config_exists())
		return;
	add_bus(&queue, 0);
	for (next = 0; next < queue.count; next++)
		for (device = 0; device < DEVICES; device++)
			look_at_device(list, &queue,
				       (u16)(queue.buses[next] << 8 | device << 3));
}

static u8
interrupt_line(u16 function)
{
	u8 line = (u8)config_read(function, INTERRUPT_LINE, 1);

	if (config_read(function, INTERRUPT_PIN, 1) == 0 || line == 0 || line >= NO_LINE_FROM)
		return PCI_NO_IRQ;
	return line;
}

struct identity
function_identify(u16 function)
{
	return (struct identity){
		.vendor = (u16)config_read(function, VENDOR_ID, 2),
		.device = (u16)config_read(function, DEVICE_ID, 2),
		.base_class = (u8)config_read(function, BASE_CLASS, 1),
		.sub_class = (u8)config_read(function, SUB_CLASS, 1),
		.interface = (u8)config_read(function, PROGRAMMING_INTERFACE, 1),
		.revision = (u8)config_read(function, REVISION_ID, 1),
		.irq = interrupt_line(function),
	};
}

static int
id_matches(u16 wanted, u16 found)
{
	return wanted == PCI_ANY || wanted == found;
}

static int
class_matches(u8 wanted, u8 found)
{
	return wanted == PCI_ANY_CLASS || wanted == found;
}

int
function_matches(const struct identity *identity, const struct pci_match *match)
{
	return id_matches(match->vendor, identity->vendor) &&
	       id_matches(match->device, identity->device) &&
	       class_matches(match->base_class, identity->base_class) &&
	       class_matches(match->sub_class, identity->sub_class) &&
	       class_matches(match->interface, identity->interface);
}

/* Where a pointer of the list leads; 0: nowhere. The lowest two bits are reserved. */
static u32
follow(u16 function, u32 pointer)
{
	u32 at = config_read(function, pointer, 1) & ~(CAPABILITY_ALIGNMENT - 1);

	return at >= CAPABILITIES_FIRST ? at : 0;
}

u32
function_capability(u16 function, u8 id)
{
	u32 at = 0, looked_at;

	if (config_read(function, STATUS, 2) & STATUS_CAPABILITIES &&
	    (header_type(function) & HEADER_LAYOUT) <= LAYOUT_BRIDGE)
		at = follow(function, CAPABILITIES_POINTER);
	for (looked_at = 0; at != 0 && looked_at < CAPABILITIES_MAX; looked_at++) {
		if (config_read(function, at + CAPABILITY_ID, 1) == id)
			return at;
		at = follow(function, at + CAPABILITY_NEXT);
	}
	return 0;
}
