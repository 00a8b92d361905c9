/* The privilege table: what each system process may do (kintsugi/privilege.h). */
#include <errno.h>
#include <kintsugi/kernel_devices.h>
#include <kintsugi/trap.h>

#include "console.h"
#include "event.h"
#include "ipc.h"
#include "lib.h"
#include "proc.h"

struct priv privs[NR_PRIVS];

#define USER_QUANTUM_MS 20

static void
allow_everything(struct privilege *def)
{
	def->flags = PRIV_EVENTS | PRIV_SYSTEM;
	def->traps = ~0u;
	memset(def->ipc_targets, 0xff, sizeof(def->ipc_targets));
	memset(def->kcalls, 0xff, sizeof(def->kcalls));
}

/* Ordinary processes: requests to servers, and harmless questions to the kernel. */
static void
init_user(struct privilege *def)
{
	static const u8 calls[] = { K_TIME, K_INFO, K_LOOKUP };

	def->priority = USER_PRIORITY;
	def->quantum_ms = USER_QUANTUM_MS;
	def->manager = PM_EP;
	def->traps = 1u << IPC_SENDREC;
	PRIV_BIT_SET(def->ipc_targets, PRIV_ID_PM);
	PRIV_BIT_SET(def->ipc_targets, PRIV_ID_RS);
	PRIV_BIT_SET(def->ipc_targets, PRIV_ID_VFS);
	for (u32 i = 0; i < ARRAY_LEN(calls); i++)
		PRIV_BIT_SET(def->kcalls, calls[i]);
}

void
privs_init(void)
{
	struct privilege *pm = &privs[PRIV_ID_PM].def;
	struct privilege *rs = &privs[PRIV_ID_RS].def;

	init_user(&privs[PRIV_ID_USER].def);

	allow_everything(pm);
	copy_string(pm->label, "pm", sizeof(pm->label));
	pm->priority = 3;
	pm->quantum_ms = 50;
	pm->manager = RS_EP;

	/* Above all that it watches. */
	allow_everything(rs);
	copy_string(rs->label, "rs", sizeof(rs->label));
	rs->priority = 1;
	rs->quantum_ms = 50;
	rs->manager = EP_NONE;
}

static const struct io_range kernel_ports[] = KERNEL_PORTS;

static int
has_kernel_port(const struct io_range *range)
{
	for (u32 i = 0; i < ARRAY_LEN(kernel_ports); i++)
		if (range->first <= kernel_ports[i].last && range->last >= kernel_ports[i].first)
			return 1;
	return 0;
}

static int
is_valid(const struct privilege *def)
{
	if (def->priority == 0 || def->priority > PRIORITY_LOWEST || def->quantum_ms == 0 ||
	    def->quantum_ms > QUANTUM_MAX_MS)
		return 0;
	if (def->io_count > PRIV_MAX_IO_RANGES || def->irq_count > PRIV_MAX_IRQS ||
	    def->mem_count > PRIV_MAX_MEM_RANGES || def->pci_count > PRIV_MAX_PCI)
		return 0;
	if (strnlen(def->label, LABEL_LEN) == LABEL_LEN || def->label[0] == '\0' || strcmp(def->label, KERNEL_LABEL) == 0)
		return 0;
	for (u32 i = 0; i < def->io_count; i++)
		if (def->io[i].first > def->io[i].last || has_kernel_port(&def->io[i]))
			return 0;
	for (u32 i = 0; i < def->irq_count; i++)
		if (def->irq[i] >= IRQ_COUNT)
			return 0;
	for (u32 i = 0; i < def->mem_count; i++)
		if (def->mem[i].phys % PAGE_SIZE != 0 || def->mem[i].length > ~def->mem[i].phys)
			return 0;
	return 1;
}

/* Whether its owner drives the terminal that the kernel writes to. */
static int
has_console(const struct privilege *def)
{
	for (u32 i = 0; i < def->io_count; i++)
		if (def->io[i].first <= COM1 && def->io[i].last >= COM1)
			return 1;
	return 0;
}

int
priv_assign(struct proc *p, u32 id, const struct privilege *def)
{
	if (id < PRIV_ID_FIRST_SERVICE || id >= NR_PRIVS || !is_valid(def))
		return -EINVAL;
	struct priv *priv = &privs[id];
	const struct proc *namesake = priv_find_label(def->label);
	if ((priv->owner != NULL && priv->owner != p) || (namesake != NULL && namesake != p))
		return -EBUSY;
	/* The old privileges tell which ports are open, so these are closed first. */
	cpu_forget_ports(p);
	sched_reload(p);
	priv_release(p);
	priv->def = *def;
	priv->def.flags |= PRIV_SYSTEM;
	priv->owner = p;
	p->priv_id = (u8)id;
	priv_load(p);
	if (has_console(def))
		console_set_owned(1);
	p->manager = def->manager;
	sched_set(p, def->priority, def->quantum_ms * 1000u);
	return 0;
}

void
priv_load(struct proc *p)
{
	const struct privilege *def = priv_of(p);

	p->has_ports = def->io_count > 0;
	p->traps = def->traps;
	memcpy(p->ipc_targets, def->ipc_targets, sizeof(p->ipc_targets));
	memcpy(p->kcalls, def->kcalls, sizeof(p->kcalls));
}

void
priv_release(struct proc *p)
{
	if (p->priv_id != PRIV_ID_USER && privs[p->priv_id].owner == p) {
		ipc_forget_sender(p);
		if (has_console(priv_of(p)))
			console_set_owned(0);
		memset(&privs[p->priv_id], 0, sizeof(struct priv));
		p->priv_id = PRIV_ID_USER;
		priv_load(p);
	}
}

u32
privs_in_use(void)
{
	u32 n = 0;

	for (u32 i = 0; i < NR_PRIVS; i++)
		if (privs[i].owner != NULL)
			n++;
	return n;
}

struct proc *
priv_find_label(const char *label)
{
	for (u32 i = 0; i < NR_PRIVS; i++)
		if (privs[i].owner != NULL && strcmp(privs[i].def.label, label) == 0)
			return privs[i].owner;
	return NULL;
}
