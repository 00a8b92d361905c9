/* Asking the PCI server. See libdriver/pci.h. */
#include <errno.h>
#include <libdriver/pci.h>
#include <libsys/kcall.h>
#include <libsys/request.h>
#include <libsys/thread.h>
#include <libsys/timer.h>

#define LOOK_AGAIN_US 10000u
#define DEATHS_MAX 3u /* of PCI servers by the same request */
#define COMMAND_BYTES 2u

static void
wake(struct timer *timer)
{
	thread_wake(timer->context);
}

/* Until the PCI server may be there again. */
static void
pause(void)
{
	struct timer timer = {.fire = wake, .context = thread_current()};

	if (timer_arm(&timer, sys_uptime_us() + LOOK_AGAIN_US) == 0)
		thread_block();
	timer_cancel(&timer);
}

/* Asks the PCI server that there is now; -ESRCH: there is none. */
static s32
ask_once(struct message *message, u64 deadline_us)
{
	endpoint_t server = sys_lookup(PCI_SERVER_LABEL);
	s32 error;

	if (server == -ENOENT)
		return -ESRCH;
	error = server < 0 ? server
			   : request_call(server, message, deadline_us, REQUEST_COMPLAIN);
	return error < 0 ? error : MESSAGE_BODY(message, const struct reply_head)->status;
}

/* Sends a request of `type` with that body; the reply is put in its place. Its status. */
static s32
ask(u32 type, struct message *message)
{
	const struct message request = *message;
	u64 deadline_us = sys_uptime_us() + PCI_PATIENCE_US;
	u32 deaths = 0;

	while (sys_uptime_us() < deadline_us) {
		s32 status;

		*message = request;
		message->type = type;
		status = ask_once(message, deadline_us);
		if (status == -EDEADEP && ++deaths == DEATHS_MAX)
			return -EIO;
		if (status != -EDEADEP && status != -ESRCH && status != -EMOVED)
			return status;
		pause();
	}
	return -ETIMEDOUT;
}

static s32
get_function(u32 index, struct pci_device *device)
{
	struct message message = {0};
	const struct pci_function_reply *reply =
		MESSAGE_BODY(&message, const struct pci_function_reply);
	s32 status;

	MESSAGE_BODY(&message, struct pci_function)->index = index;
	status = ask(PCI_FUNCTION, &message);
	if (status < 0)
		return status;
	*device = (struct pci_device){
		.function = reply->function,
		.vendor = reply->vendor,
		.device = reply->device,
		.base_class = reply->base_class,
		.sub_class = reply->sub_class,
		.interface = reply->interface,
		.revision = reply->revision,
		.irq = reply->irq,
	};
	return 0;
}

static s32
get_bar(struct pci_device *device, u32 index)
{
	struct message message = {0};
	struct pci_bar *bar = MESSAGE_BODY(&message, struct pci_bar);
	s32 status;

	bar->function = device->function;
	bar->index = index;
	status = ask(PCI_BAR, &message);
	if (status == 0)
		device->bars[index] = MESSAGE_BODY(&message, const struct pci_bar_reply)->range;
	return status == -ENOENT ? 0 : status;
}

s32
pci_get_device(u32 index, struct pci_device *device)
{
	s32 status = get_function(index, device);
	u32 bar;

	for (bar = 0; bar < PCI_BARS && status == 0; bar++)
		status = get_bar(device, bar);
	return status;
}

static s32
change_command(const struct pci_device *device, u16 set, u16 clear)
{
	struct message message = {0};
	struct pci_config *config = MESSAGE_BODY(&message, struct pci_config);
	s32 status;
	u32 command;

	*config = (struct pci_config){
		.function = device->function,
		.offset = PCI_COMMAND,
		.width = COMMAND_BYTES,
	};
	status = ask(PCI_READ, &message);
	if (status < 0)
		return status;
	command = MESSAGE_BODY(&message, const struct pci_config_reply)->value;
	*config = (struct pci_config){
		.function = device->function,
		.offset = PCI_COMMAND,
		.width = COMMAND_BYTES,
		.value = (command | set) & ~(u32)clear,
	};
	return ask(PCI_WRITE, &message);
}

s32
pci_enable(const struct pci_device *device, u16 bits)
{
	return change_command(device, bits, 0);
}

s32
pci_disable(const struct pci_device *device, u16 bits)
{
	return change_command(device, 0, bits);
}

s32
pci_reset(const struct pci_device *device)
{
	struct message message = {0};

	MESSAGE_BODY(&message, struct pci_target)->function = device->function;
	return ask(PCI_RESET, &message);
}
