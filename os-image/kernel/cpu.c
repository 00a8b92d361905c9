/* Descriptor tables and the task state segment (Intel SDM volume 3, 3.4, 6.10, 7.2). */
#include "cpu.h"

#include <kintsugi/trap.h>

#include "lib.h"
#include "proc.h"

#define GDT_ENTRIES 6
#define IDT_ENTRIES 256 /* all there can be: v86 gives up on a vector beyond the table */
#define FIRST_ENTRIES 50 /* entry.S makes that many; the others' gates are not the processes' */
#define GATE_KERNEL 0x8e00u /* present, ring 0, 32-bit interrupt gate */
#define GATE_USER 0xee00u   /* the same, callable from ring 3 */
#define PORT_COUNT 65536u

struct tss {
	u32 back_link;
	u32 esp0, ss0, esp1, ss1, esp2, ss2;
	u32 cr3, eip, eflags, eax, ecx, edx, ebx, esp, ebp, esi, edi;
	u32 es, cs, ss, ds, fs, gs, ldt;
	u16 trap;
	u16 port_map_offset;
	u8 port_map[PORT_COUNT / 8 + 1]; /* bit set: refused; a last byte of ones */
} __attribute__((packed));

struct table_pointer {
	u16 limit;
	u32 base;
} __attribute__((packed));

static u64 gdt[GDT_ENTRIES] HOT_DATA;
static u64 idt[IDT_ENTRIES] HOT_DATA;
static struct tss tss __attribute__((section(".bss.hot_last"), aligned(16))); /* only its head is hot */
static struct proc *ports_owner HOT_DATA; /* whose ports are open in the map */

static u64
descriptor(u32 base, u32 limit, u32 access, u32 flags)
{
	u64 d = limit & 0xffffu;

	d |= (u64)(base & 0xffffffu) << 16;
	d |= (u64)access << 40;
	d |= (u64)((limit >> 16) & 15u) << 48;
	d |= (u64)flags << 52;
	d |= (u64)(base >> 24) << 56;
	return d;
}

static u64
gate(u32 address, u32 type)
{
	return (u64)((address & 0xffff0000u) | type) << 32 | (u32)KERNEL_CS << 16 | (address & 0xffffu);
}

static void
load_tables(void)
{
	struct table_pointer gdt_pointer = { sizeof(gdt) - 1, (u32)gdt };
	struct table_pointer idt_pointer = { sizeof(idt) - 1, (u32)idt };

	__asm__ volatile("lgdt %0\n\t"
	                 "ljmp %1, $1f\n"
	                 "1:\n\t"
	                 "movl %2, %%ds\n\t"
	                 "movl %2, %%es\n\t"
	                 "movl %3, %%ss\n\t"
	                 "movl %4, %%fs\n\t"
	                 "movl %4, %%gs\n\t"
	                 "lldt %w4\n\t" /* none: after a reset one lies at address 0 */
	                 "lidt %5\n\t"
	                 "ltr %w6\n\t"
	                 :
	                 : "m"(gdt_pointer), "i"(KERNEL_CS), "r"(USER_DS), "r"(KERNEL_SS), "r"(0), "m"(idt_pointer),
	                   "r"(TSS_SELECTOR)
	                 : "memory");
}

void
cpu_init(void)
{
	gdt[1] = descriptor(0, 0xfffff, 0x9a, 0xc); /* kernel code */
	gdt[2] = descriptor(0, 0xfffff, 0x92, 0xc); /* kernel stack */
	gdt[3] = descriptor(0, 0xfffff, 0xfa, 0xc); /* user code */
	gdt[4] = descriptor(0, 0xfffff, 0xf2, 0xc); /* user data */
	gdt[5] = descriptor((u32)&tss, sizeof(tss) - 1, 0x89, 0);

	for (u32 i = 0; i < FIRST_ENTRIES; i++) {
		int from_user = i == EXC_BREAKPOINT || i == EXC_OVERFLOW || i == TRAP_IPC || i == TRAP_KCALL;
		idt[i] = gate(trap_entries[i], from_user ? GATE_USER : GATE_KERNEL);
	}
	tss.ss0 = KERNEL_SS;
	tss.esp0 = (u32)kernel_stack_top;
	memset(tss.port_map, 0xff, sizeof(tss.port_map));
	tss.port_map_offset = sizeof(tss); /* beyond the limit: no port at all */
	load_tables();
}

HOT void
cpu_set_entry_stack(struct regs *regs)
{
	tss.esp0 = (u32)(regs + 1);
}

static void
mark_port(u32 port, int open)
{
	if (open)
		tss.port_map[port / 8] &= (u8)~(1u << (port % 8));
	else
		tss.port_map[port / 8] |= (u8)(1u << (port % 8));
}

/* By whole bytes where it can: a range may be nearly all ports, and this is done at each switch. */
static void
mark_range(u32 first, u32 last, int open)
{
	u32 port = first;
	u32 bytes;

	for (; port <= last && port % 8 != 0; port++)
		mark_port(port, open);
	bytes = (last + 1 - port) / 8;
	memset(&tss.port_map[port / 8], open ? 0 : 0xff, bytes);
	for (port += bytes * 8; port <= last; port++)
		mark_port(port, open);
}

static void
mark_ports(const struct proc *p, int open)
{
	const struct privilege *priv = priv_of(p);

	for (u32 i = 0; i < priv->io_count; i++)
		mark_range(priv->io[i].first, priv->io[i].last, open);
}

void
cpu_forget_ports(struct proc *p)
{
	if (ports_owner == p) {
		mark_ports(p, 0);
		ports_owner = NULL;
		tss.port_map_offset = sizeof(tss);
	}
}

HOT void
cpu_set_ports(struct proc *p)
{
	if (!p->has_ports) {
		tss.port_map_offset = sizeof(tss);
		return;
	}
	if (ports_owner != p) {
		if (ports_owner != NULL)
			cpu_forget_ports(ports_owner);
		mark_ports(p, 1);
		ports_owner = p;
	}
	tss.port_map_offset = offsetof(struct tss, port_map);
}
