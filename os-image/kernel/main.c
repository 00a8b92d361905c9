/* From the loader's hand-over to the first process. */
#include "clock.h"
#include "console.h"
#include "event.h"
#include "image.h"
#include "irq.h"
#include "isa_dma.h"
#include "kernel.h"
#include "lib.h"

struct boot_info boot;

const char *
boot_param(const char *key, char *to, u32 size)
{
	u32 key_length = strnlen(key, SECTOR_SIZE);
	u32 i = 0;

	while (i < SECTOR_SIZE && boot.params[i] != '\0') {
		u32 end = i;
		while (end < SECTOR_SIZE && boot.params[end] != '\n' && boot.params[end] != '\0')
			end++;
		if (end - i > key_length && memcmp(&boot.params[i], key, key_length) == 0 &&
		    boot.params[i + key_length] == '=') {
			u32 start = i + key_length + 1;
			u32 n = end - start < size - 1 ? end - start : size - 1;
			memcpy(to, &boot.params[start], n);
			to[n] = '\0';
			return to;
		}
		i = end + 1;
	}
	return NULL;
}

static u32
ram_end(void)
{
	u64 end = 0;

	for (u32 i = 0; i < boot.mem_count; i++) {
		u64 last = boot.mem[i].base + boot.mem[i].length;
		if (boot.mem[i].type == MEM_USABLE && last > end)
			end = last;
	}
	return end < DIRECT_MAP_MAX ? (u32)end : DIRECT_MAP_MAX;
}

static void
take_over(u32 magic, u32 info_phys)
{
	const struct boot_info *info = PHYS_TO_PTR(info_phys);

	console_init();
	if (magic != BOOT_HANDOVER_MAGIC)
		panic("expected hand-over magic %08x of the loader, found %08x", BOOT_HANDOVER_MAGIC, magic);
	if (info->version != BOOT_INFO_VERSION || info->size != sizeof(boot))
		panic("expected boot information version %u of %u bytes, found version %u of %u: build loader and kernel together",
		      BOOT_INFO_VERSION, (u32)sizeof(boot), info->version, info->size);
	boot = *info;
	kassert(boot.module_count <= ARCHIVE_MAX_ENTRIES && boot.mem_count <= BOOT_MAX_MEM);
}

static void
find_symbols(void)
{
	for (u32 i = 0; i < boot.module_count; i++)
		if (boot.modules[i].kind == ARCHIVE_SYMBOLS)
			panic_set_symbols(PHYS_TO_PTR(boot.modules[i].phys), boot.modules[i].size_bytes);
}

/* The boot set: processes that the kernel itself starts. */
static void
start_server(const char *name, u32 slot, u8 priv_id)
{
	u32 entry, data_end, module = 0;

	while (module < boot.module_count && strcmp(boot.modules[module].name, name) != 0)
		module++;
	if (module == boot.module_count)
		panic("expected the server %s in the boot archive, found none among %u modules", name, boot.module_count);
	const struct boot_module *found = &boot.modules[module];
	struct image image = { .direct = PHYS_TO_PTR(found->phys), .length = found->size_bytes };
	struct proc *p = proc_new_at(slot, name, priv_id);
	kassert(p != NULL);
	privs[priv_id].owner = p;
	s32 status = image_check(&image, found->crc32);
	if (status == 0)
		status = image_load(&image, &p->vm, 1, 0, &entry, &data_end);
	if (status != 0)
		panic("the boot module %s (%u bytes) can't be run: error %d", name, found->size_bytes, -status);
	/* An empty argument block: argc and the ends of argv and envp. */
	image_start(p, entry, USER_STACK_TOP - 4 * (u32)sizeof(u32));
	proc_unblock(p, PROC_STOPPED);
}

static void
announce(void)
{
	struct event_value values[] = {
		{ .key = "version", .type = EVENT_TEXT, .text = KERNEL_VERSION, .length = sizeof(KERNEL_VERSION) - 1 },
		{ .key = "memory_kb", .type = EVENT_NUMBER, .number = frames_total() * (PAGE_SIZE / 1024) },
		{ .key = "modules", .type = EVENT_NUMBER, .number = boot.module_count },
		{ .key = "tsc_khz", .type = EVENT_NUMBER, .number = clock_tsc_khz() },
	};

	console_print("\nKintsugi %s: a self-healing operating system\n", KERNEL_VERSION);
	console_print("kernel: %u KB of memory free, %u boot modules, clock at %u.%03u MHz\n",
	              frames_free_count() * (PAGE_SIZE / 1024), boot.module_count, clock_tsc_khz() / 1000,
	              clock_tsc_khz() % 1000);
	event_write(NULL, "boot", values, ARRAY_LEN(values));
}

/* kernel_test=panic and kernel_test=exception show what a broken kernel would tell. */
static void
run_kernel_test(void)
{
	char test[16];

	if (boot_param("kernel_test", test, sizeof(test)) == NULL)
		return;
	if (strcmp(test, "panic") == 0)
		panic("asked for by kernel_test=panic");
	if (strcmp(test, "exception") == 0)
		*(volatile u32 *)kernel_stack_guard = 0;
	panic("expected kernel_test=panic or kernel_test=exception, found kernel_test=%s", test);
}

void
kernel_main(u32 magic, u32 info_phys)
{
	take_over(magic, info_phys);
	frames_init(&boot);
	paging_init(ram_end());
	find_symbols();
	cpu_init();
	irq_init();
	isa_dma_init();
	fpu_init();
	event_init();
	clock_init();
	announce();
	image_init();
	privs_init();
	procs_init();
	run_kernel_test();
	start_server("pm", ENDPOINT_SLOT(PM_EP), PRIV_ID_PM);
	start_server("rs", ENDPOINT_SLOT(RS_EP), PRIV_ID_RS);
	irq_unmask_kernel(IRQ_TIMER);
	irq_unmask_kernel(IRQ_COM2);
	clock_program();
	sched_run();
}
