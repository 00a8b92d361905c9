/* See statements.h. */
#include "statements.h"

#include <kintsugi/kernel_devices.h>

#include "names.h"
#include "values.h"

/* ---- what it is ---- */

static int
read_program(struct reader *reader)
{
	return conf_read_text(reader, reader->config->program, CONFIG_PATH_MAX, "a boot module or a path",
			 "it may have 63 characters");
}

static int
read_arguments(struct reader *reader)
{
	return conf_read_words(reader, reader->config->arguments, CONFIG_ARGUMENTS_MAX, "an argument");
}

static int
read_uid(struct reader *reader)
{
	struct service_config *config = reader->config;
	int error;

	if (!conf_number(conf_next(reader), &config->uid)) {
		error = conf_read_text(reader, config->user, CONFIG_USER_LEN, "a user's name or a uid",
				  "take one of /etc/passwd");
		if (error < 0)
			return error;
	}
	return conf_read_number(reader, &config->uid);
}

static int
read_gid(struct reader *reader)
{
	return conf_read_number(reader, &reader->config->gid);
}

static int
read_instances(struct reader *reader)
{
	return conf_read_number(reader, &reader->config->instances);
}

static int
read_start(struct reader *reader)
{
	reader->config->is_on_demand = conf_take_word(reader, "demand");
	if (reader->config->is_on_demand || conf_take_word(reader, "boot"))
		return 0;
	return conf_expected(reader, "boot or demand", "say when it is started");
}

static int
read_depends(struct reader *reader)
{
	return conf_read_labels(reader, &reader->config->depends);
}

/* ---- what it may do ---- */

static int
read_traps(struct reader *reader)
{
	do {
		u32 trap = conf_trap_named(conf_next(reader)->text, conf_next(reader)->length);

		if (!conf_is_at_word(reader) || trap == 0)
			return conf_expected(reader, "a trap",
					     "there are send receive sendrec notify sendnb senda");
		if ((reader->config->traps & trap) != 0)
			return conf_expected(reader, "each trap once", "take it out");
		reader->config->traps |= trap;
		conf_advance(reader);
	} while (conf_is_at_word(reader));
	return 0;
}

static int
read_calls(struct reader *reader)
{
	u32 *words = reader->config->kcalls;

	do {
		u64 known = (u64)words[1] << 32 | words[0];
		u64 calls = conf_kcalls_named(conf_next(reader)->text, conf_next(reader)->length);

		if (!conf_is_at_word(reader) || calls == 0)
			return conf_expected(reader, "a kernel call or a group",
					     "/etc/system.conf shows what there is");
		if ((known & calls) != 0)
			return conf_expected(reader, "each kernel call once",
					     "a group before has it already");
		words[0] = (u32)(known | calls);
		words[1] = (u32)((known | calls) >> 32);
		conf_advance(reader);
	} while (conf_is_at_word(reader));
	return 0;
}

static int
read_flags(struct reader *reader)
{
	do {
		u32 flag = conf_flag_named(conf_next(reader)->text, conf_next(reader)->length);

		if (!conf_is_at_word(reader) || flag == 0)
			return conf_expected(reader, "a flag",
					     "there are events grant_behalf host_channel ramdisk kernel_log");
		if ((reader->config->flags & flag) != 0)
			return conf_expected(reader, "each flag once", "take it out");
		reader->config->flags |= flag;
		conf_advance(reader);
	} while (conf_is_at_word(reader));
	return 0;
}

static int
read_ipc(struct reader *reader)
{
	return conf_read_labels(reader, &reader->config->ipc);
}

static int
read_complain(struct reader *reader)
{
	return conf_read_labels(reader, &reader->config->complain);
}

/* ---- hardware and memory ---- */

static int
read_io(struct reader *reader)
{
	struct service_config *config = reader->config;

	do {
		if (config->io_count == PRIV_MAX_IO_RANGES)
			return conf_expected(reader, "';' after 16 ranges of ports", "join some");
		if (!conf_is_at_word(reader) || !conf_ports(conf_next(reader), &config->io[config->io_count]))
			return conf_expected(reader, "ports up to 0xffff", "write 0x1f0-0x1f7 or 0x3f6");
		config->io_count++;
		conf_advance(reader);
	} while (conf_is_at_word(reader));
	return 0;
}

static int
read_irq(struct reader *reader)
{
	struct service_config *config = reader->config;

	do {
		u32 irq;

		if (config->irq_count == PRIV_MAX_IRQS)
			return conf_expected(reader, "';' after 8 interrupts", "leave some out");
		if (!conf_is_at_word(reader) || !conf_number(conf_next(reader), &irq) || irq > UINT8_MAX)
			return conf_expected(reader, "an interrupt from 0 to 15", "write its number");
		config->irq[config->irq_count++] = (u8)irq;
		conf_advance(reader);
	} while (conf_is_at_word(reader));
	return 0;
}

static int
read_memory(struct reader *reader)
{
	struct service_config *config = reader->config;

	do {
		struct mem_range *range = &config->mem[config->mem_count];
		int error;

		if (config->mem_count == PRIV_MAX_MEM_RANGES)
			return conf_expected(reader, "';' after 8 ranges of memory", "join some");
		error = conf_read_number(reader, &range->phys);
		if (error < 0)
			return error;
		if (!conf_is_at_word(reader) || !conf_size(conf_next(reader), &range->length))
			return conf_expected(reader, "the size of a range of memory",
					     "write address and size, as 0xa0000 128k");
		config->mem_count++;
		conf_advance(reader);
	} while (conf_is_at_word(reader));
	return 0;
}

static int
read_pci(struct reader *reader)
{
	struct service_config *config = reader->config;

	do {
		struct pci_match *match = &config->pci[config->pci_count];

		if (config->pci_count == CONFIG_PCI_MAX)
			return conf_expected(reader, "';' after 4 PCI devices", "leave some out");
		if (conf_take_word(reader, "class")) {
			if (!conf_is_at_word(reader) || !conf_pci_class(conf_next(reader), match))
				return conf_expected(reader, "a PCI class", "write 01.01 for IDE");
		} else if (conf_take_word(reader, "device")) {
			if (!conf_is_at_word(reader) || !conf_pci_device(conf_next(reader), match))
				return conf_expected(reader, "a PCI device",
						     "write VENDOR.DEVICE as 10ec.8139");
		} else {
			return conf_expected(reader, "class or device", "write class 01.01");
		}
		config->pci_count++;
		conf_advance(reader);
	} while (conf_is_at_word(reader));
	return 0;
}

static int
read_page_limit(struct reader *reader)
{
	if (conf_take_word(reader, "unlimited"))
		return 0;
	return conf_read_pages(reader, &reader->config->max_pages);
}

static int
read_dma(struct reader *reader)
{
	return conf_read_pages(reader, &reader->config->dma_max_pages);
}

static int
read_isa_dma(struct reader *reader)
{
	do {
		u32 channel;

		if (!conf_is_at_word(reader) || !conf_number(conf_next(reader), &channel) ||
		    channel >= ISA_DMA_CHANNELS)
			return conf_expected(reader, "an ISA DMA channel from 0 to 7", "write its number");
		reader->config->isa_dma |= 1u << channel;
		conf_advance(reader);
	} while (conf_is_at_word(reader));
	return 0;
}

static int
read_keep(struct reader *reader)
{
	return conf_read_pages(reader, &reader->config->keep_pages);
}

/* ---- how it runs ---- */

static int
read_priority(struct reader *reader)
{
	return conf_read_number(reader, &reader->config->priority);
}

static int
read_quantum(struct reader *reader)
{
	return conf_read_time(reader, &reader->config->quantum_ms);
}

static int
read_heartbeat(struct reader *reader)
{
	if (conf_take_word(reader, "none")) {
		reader->config->heartbeat_ms = 0;
		return 0;
	}
	if (conf_token_is(conf_next(reader), "0ms") || conf_token_is(conf_next(reader), "0s"))
		return conf_expected(reader, "a period", "for no heartbeats say none");
	return conf_read_time(reader, &reader->config->heartbeat_ms);
}

static int
read_policy(struct reader *reader)
{
	struct service_config *config = reader->config;

	if (conf_take_word(reader, "none")) {
		config->policy_kind = POLICY_NONE;
	} else if (conf_take_word(reader, "builtin")) {
		config->policy_kind = POLICY_BUILTIN;
	} else {
		config->policy_kind = POLICY_SCRIPT;
		return conf_read_words(reader, config->policy, CONFIG_PATH_MAX, "a policy script");
	}
	config->policy[0] = '\0';
	return 0;
}

const struct statement conf_statements[] = {
	{"program", read_program, conf_rule_program, 1},
	{"arguments", read_arguments, conf_rule_arguments, 0},
	{"uid", read_uid, NULL, 1},
	{"gid", read_gid, NULL, 1},
	{"traps", read_traps, conf_rule_traps, 0},
	{"ipc", read_ipc, conf_rule_ipc, 0},
	{"calls", read_calls, conf_rule_calls, 0},
	{"io", read_io, conf_rule_io, 0},
	{"irq", read_irq, conf_rule_irq, 0},
	{"memory", read_memory, conf_rule_memory, 0},
	{"pci", read_pci, conf_rule_pci, 0},
	{"pages", read_page_limit, conf_rule_limits, 1},
	{"dma", read_dma, conf_rule_limits, 0},
	{"isa_dma", read_isa_dma, conf_rule_isa_dma, 0},
	{"keep", read_keep, conf_rule_limits, 0},
	{"priority", read_priority, conf_rule_scheduling, 0},
	{"quantum", read_quantum, conf_rule_scheduling, 0},
	{"flags", read_flags, conf_rule_flags, 0},
	{"heartbeat", read_heartbeat, conf_rule_heartbeat, 0},
	{"policy", read_policy, conf_rule_policy, 0},
	{"complain", read_complain, conf_rule_complain, 0},
	{"depends", read_depends, conf_rule_depends, 0},
	{"start", read_start, NULL, 0},
	{"instances", read_instances, NULL, 0},
};
const u32 conf_statement_count = ARRAY_LEN(conf_statements);
_Static_assert(ARRAY_LEN(conf_statements) <= 32, "the parser has a bit for each");

const struct statement *
conf_statement_named(const struct token *token)
{
	for (u32 i = 0; i < conf_statement_count; i++)
		if (conf_token_is(token, conf_statements[i].name))
			return &conf_statements[i];
	return NULL;
}
