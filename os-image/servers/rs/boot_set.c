/* See boot_set.h. */
#include "boot_set.h"

#include <errno.h>
#include <kintsugi/kcall.h>
#include <kintsugi/trap.h>
#include <stdio.h>
#include <string.h>

#define CALL(call) (1ull << (call))
#define TARGET(id) (1ull << (id))

#define ALL_TRAPS                                                                                  \
	(1u << IPC_SEND | 1u << IPC_RECEIVE | 1u << IPC_SENDREC | 1u << IPC_NOTIFY |               \
	 1u << IPC_SENDNB | 1u << IPC_SENDA)

/* What every component needs: to know the time and the others, to say something, to end. */
#define COMMON_CALLS                                                                               \
	(CALL(K_TIME) | CALL(K_INFO) | CALL(K_LOOKUP) | CALL(K_DIAG) | CALL(K_EXIT) | CALL(K_ALARM))
#define DRIVER_CALLS (COMMON_CALLS | CALL(K_SAFECOPY_FROM) | CALL(K_SAFECOPY_TO))
#define SERVER_CALLS                                                                               \
	(DRIVER_CALLS | CALL(K_SAFECOPY_VECTOR) | CALL(K_GRANT_TABLE) | CALL(K_VM_MAP) |           \
	 CALL(K_VM_UNMAP))
#define IRQ_CALLS (CALL(K_IRQ_HOOK) | CALL(K_IRQ_ENABLE) | CALL(K_IRQ_DISABLE) | CALL(K_IRQ_REMOVE))

/* Every component answers RS' heartbeats. */
#define FILE_SERVERS                                                                               \
	((TARGET(ID_MFS_LAST + 1) - 1) & ~(TARGET(ID_MFS_ROOT) - 1))
#define BLOCK_DRIVERS (TARGET(ID_RAMDISK) | TARGET(ID_AT_DISK))
#define TO_VFS (TARGET(PRIV_ID_RS) | TARGET(ID_VFS))
#define TO_CLIENTS_OF_DISKS (TO_VFS | FILE_SERVERS)
#define TO_EVERYONE (~0ull)

#define DRIVER_PAGES_MAX 512u

/*
 * One for all: a request wakes the next one down the chain without running it at
 * once, so that whoever asks is back in its loop, ready for the answer, when
 * that comes. Else most answers would have to wait in an outbox.
 */
#define SERVICE_PRIORITY 4

/* Each has a user id of its own, without rights; /etc/passwd has their names. */
#define SERVICE_UID_BASE 200u

struct boot_service {
	const char *label;
	const char *program;
	const char *arguments; /* NULL: the label */
	u8 on_demand; /* not started with the system */
	u32 flags;
	u64 kcalls;
	u64 targets;
	u32 max_pages;
	u32 dma_max_pages;
	struct io_range io[4]; /* {0, 0} ends it, as does 0 in the others */
	u8 irq[2];
	struct mem_range mem[2];
	u16 pci[2];
};

#define FILE_SERVER_PREFIX "mfs."

#define FILE_SERVER(of_label, with_arguments)                                                      \
	.label = (of_label), .program = "mfs", .arguments = (with_arguments),       \
	.kcalls = SERVER_CALLS, .targets = TO_VFS | BLOCK_DRIVERS

static const struct boot_service boot_set[BOOT_ID_END] = {
	[ID_RAMDISK] = {.label = "blk.ramdisk", .program = "ramdisk",
			.flags = PRIV_RAMDISK, .max_pages = DRIVER_PAGES_MAX,
			.kcalls = DRIVER_CALLS | CALL(K_VM_RAMDISK) | CALL(K_VM_PHYS) | CALL(K_VM_UNMAP),
			.targets = TO_CLIENTS_OF_DISKS,
			.mem = {{0xa0000, 0x60000}}}, /* /dev/mem: video memory and ROMs */
	[ID_AT_DISK] = {.label = "blk.at_disk", .program = "at_disk",
			.max_pages = DRIVER_PAGES_MAX, .dma_max_pages = 33,
			.kcalls = DRIVER_CALLS | IRQ_CALLS | CALL(K_DMA_ALLOC) | CALL(K_VM_MAP),
			.targets = TO_CLIENTS_OF_DISKS,
			/* Channel, its control port, PCI configuration, where firmware puts bus masters. */
			.io = {{0x1f0, 0x1f7}, {0x3f6, 0x3f6}, {0xcf8, 0xcff}, {0xc000, 0xcfff}},
			.irq = {14},
			.pci = {0x00f0, 0x0009}}, /* v86's IDE function; QEMU's and Bochs' */
	[ID_TTY] = {.label = "chr.tty", .program = "tty",
		    .flags = PRIV_EVENTS, .max_pages = DRIVER_PAGES_MAX,
		    .kcalls = DRIVER_CALLS | IRQ_CALLS | CALL(K_EVENT) | CALL(K_VM_PHYS),
		    .targets = TO_VFS,
		    /* COM1, keyboard data and command, the screen's cursor. */
		    .io = {{0x3f8, 0x3ff}, {0x60, 0x60}, {0x64, 0x64}, {0x3d4, 0x3d5}},
		    .irq = {1, 4},
		    .mem = {{0xb8000, 0x8000}}},
	[ID_RANDOM] = {.label = "chr.random", .program = "random",
		       .max_pages = DRIVER_PAGES_MAX, .kcalls = DRIVER_CALLS, .targets = TO_VFS},
	[ID_LOG] = {.label = "log", .program = "log", .flags = PRIV_KERNEL_LOG | PRIV_EVENTS,
		    .kcalls = DRIVER_CALLS | CALL(K_EVENT), .targets = TO_VFS},
	[ID_HOST] = {.label = "host", .program = "host",
		     .flags = PRIV_HOST_CHANNEL | PRIV_EVENTS,
		     .kcalls = DRIVER_CALLS | CALL(K_EVENT) | CALL(K_EVENT_READ), .targets = TO_VFS},
	[ID_MFS_ROOT] = {FILE_SERVER("mfs.root", "mfs.root 512")},
	[ID_MFS_USR] = {FILE_SERVER("mfs.usr", "mfs.usr 1024"), .on_demand = 1},
	[ID_MFS_DATA] = {FILE_SERVER("mfs.data", "mfs.data 4096"), .on_demand = 1},
	/* The label, also as argument, is the one asked for. */
	[ID_MFS_FURTHER ... ID_MFS_LAST] = {FILE_SERVER(FILE_SERVER_PREFIX, NULL), .on_demand = 1},
	[ID_VFS] = {.label = "vfs", .program = "vfs", .flags = PRIV_GRANT_BEHALF,
		    .kcalls = SERVER_CALLS | CALL(K_COPY), .targets = TO_EVERYONE},
};

static const struct boot_service *
find(const char *label)
{
	for (u32 id = ID_VFS; id < BOOT_ID_END; id++)
		if (strcmp(boot_set[id].label, label) == 0)
			return &boot_set[id];
	return NULL;
}

/* The one of the further file servers' places that has the label already, or a free one. */
static int
further_file_server(const char *label)
{
	int free = -ENFILE;

	for (u32 id = ID_MFS_LAST; id >= ID_MFS_FURTHER; id--) {
		if (strcmp(services[id].label, label) == 0)
			return (int)id;
		if (services[id].state != SERVICE_UP)
			free = (int)id;
	}
	return free;
}

int
boot_set_id(const char *label)
{
	const struct boot_service *found = find(label);

	if (found != NULL)
		return (int)(found - boot_set);
	if (strncmp(label, FILE_SERVER_PREFIX, strlen(FILE_SERVER_PREFIX)) == 0)
		return further_file_server(label);
	return 0;
}

int
boot_set_is_vital(const char *label)
{
	return strcmp(label, boot_set[ID_VFS].label) == 0;
}

static void
set_hardware(struct privilege *privilege, const struct boot_service *service)
{
	while (privilege->io_count < ARRAY_LEN(service->io) && service->io[privilege->io_count].last != 0) {
		privilege->io[privilege->io_count] = service->io[privilege->io_count];
		privilege->io_count++;
	}
	while (privilege->irq_count < ARRAY_LEN(service->irq) && service->irq[privilege->irq_count] != 0) {
		privilege->irq[privilege->irq_count] = service->irq[privilege->irq_count];
		privilege->irq_count++;
	}
	while (privilege->mem_count < ARRAY_LEN(service->mem) && service->mem[privilege->mem_count].length != 0) {
		privilege->mem[privilege->mem_count] = service->mem[privilege->mem_count];
		privilege->mem_count++;
	}
	while (privilege->pci_count < ARRAY_LEN(service->pci) && service->pci[privilege->pci_count] != 0) {
		privilege->pci[privilege->pci_count] = service->pci[privilege->pci_count];
		privilege->pci_count++;
	}
}

static int
start(const struct boot_service *service, const char *label)
{
	static struct rs_service wanted;
	struct privilege *privilege = &wanted.privilege;

	memset(&wanted, 0, sizeof(wanted));
	strlcpy(wanted.module, service->program, sizeof(wanted.module));
	strlcpy(wanted.arguments, service->arguments != NULL ? service->arguments : label,
		sizeof(wanted.arguments));
	strlcpy(privilege->label, label, sizeof(privilege->label));
	privilege->uid = SERVICE_UID_BASE + (u32)(service - boot_set);
	privilege->priority = SERVICE_PRIORITY;
	privilege->quantum_ms = 20;
	privilege->flags = service->flags;
	privilege->traps = ALL_TRAPS;
	memcpy(privilege->kcalls, &service->kcalls, sizeof(privilege->kcalls));
	memcpy(privilege->ipc_targets, &service->targets, sizeof(privilege->ipc_targets));
	privilege->max_pages = service->max_pages;
	privilege->dma_max_pages = service->dma_max_pages;
	set_hardware(privilege, service);
	return service_up(&wanted);
}

int
boot_set_up(const char *label)
{
	int id = boot_set_id(label);

	if (id < 0)
		return id;
	return id == 0 ? -ENOENT : start(&boot_set[id], label);
}

void
boot_set_start(void)
{
	for (u32 id = ID_VFS; id < BOOT_ID_END; id++) {
		const struct boot_service *service = &boot_set[id];
		int result;

		if (service->on_demand)
			continue;
		result = start(service, service->label);
		if (result < 0)
			printf("rs: %s (program %s) does not start: %s\n", service->label, service->program,
			       strerror(-result));
	}
}
