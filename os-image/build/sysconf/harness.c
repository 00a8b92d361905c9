/*
 * The parser of system.conf as the host calls it, built for WebAssembly from the
 * sources that the guest uses: the builder checks system.conf with it, the table of
 * docs/privileges.md is made with it, and its tests run here. A text is put where
 * `input` says and read by `parse`; then the configurations are asked field by field.
 */
#include <kintsugi/kcall.h>
#include <kintsugi/trap.h>
#include <sysconf/sysconf.h>

#define EXPORT(name) __attribute__((export_name(#name)))

/* Guards at both ends of the text, so that a test sees writes beyond it. */
#define TEXT_SIZE 65536u
#define GUARD_SIZE 64u
#define GUARD_BYTE 0xa5

static char guarded[GUARD_SIZE + TEXT_SIZE + GUARD_SIZE];
static char *const text = guarded + GUARD_SIZE;
static u32 guard_at = GUARD_SIZE; /* where the second guard begins */

static struct service_config configs[NR_PRIVS];
static u32 count;
static char error[CONFIG_ERROR_MAX];

EXPORT(input_size) u32
input_size(void)
{
	return TEXT_SIZE;
}

/* Where to put `length` bytes. */
EXPORT(input) char *
input(u32 length)
{
	guard_at = GUARD_SIZE + length;
	for (u32 i = 0; i < GUARD_SIZE; i++)
		guarded[i] = guarded[guard_at + i] = (char)GUARD_BYTE;
	return text;
}

EXPORT(guards_hold) u32
guards_hold(void)
{
	for (u32 i = 0; i < GUARD_SIZE; i++)
		if (guarded[i] != (char)GUARD_BYTE || guarded[guard_at + i] != (char)GUARD_BYTE)
			return 0;
	return 1;
}

/* The input as at most `max` configurations: how many, or an error. */
EXPORT(parse) s32
parse(u32 max)
{
	s32 result = sysconf_parse(text, guard_at - GUARD_SIZE, configs,
				   max < NR_PRIVS ? max : NR_PRIVS, error);

	count = result > 0 ? (u32)result : 0;
	return result;
}

EXPORT(check_references) s32
check_references(void)
{
	return sysconf_check_references(configs, count, error);
}

EXPORT(check) s32
check(u32 index)
{
	return sysconf_check(&configs[index], error);
}

/* A sentence, after what returned an error; else nothing. */
EXPORT(error_text) const char *
error_text(void)
{
	return error;
}

/* ---- the configurations' bytes, for tests that scribble in them ---- */

EXPORT(config_at) struct service_config *
config_at(u32 index)
{
	return &configs[index];
}

EXPORT(config_size) u32
config_size(void)
{
	return sizeof(struct service_config);
}

/* ---- fields ---- */

#define TEXT(name)                                                                                 \
	EXPORT(name) const char *name(u32 index)                                                   \
	{                                                                                          \
		return configs[index].name;                                                        \
	}
#define NUMBER(name)                                                                               \
	EXPORT(name) u32 name(u32 index)                                                           \
	{                                                                                          \
		return configs[index].name;                                                        \
	}
#define LABELS(name)                                                                               \
	EXPORT(name##_count) u32 name##_count(u32 index)                                           \
	{                                                                                          \
		return configs[index].name.count;                                                  \
	}                                                                                          \
	EXPORT(name##_label) const char *name##_label(u32 index, u32 which)                        \
	{                                                                                          \
		return configs[index].name.labels[which];                                          \
	}
#define ELEMENT(name, element)                                                                     \
	EXPORT(name) u32 name(u32 index, u32 which)                                                \
	{                                                                                          \
		return configs[index].element;                                                     \
	}

TEXT(label)
TEXT(program)
TEXT(arguments)
TEXT(user)
TEXT(policy)
NUMBER(uid)
NUMBER(gid)
NUMBER(flags)
NUMBER(traps)
NUMBER(priority)
NUMBER(quantum_ms)
NUMBER(max_pages)
NUMBER(dma_max_pages)
NUMBER(isa_dma)
NUMBER(keep_pages)
NUMBER(heartbeat_ms)
NUMBER(policy_kind)
NUMBER(is_on_demand)
NUMBER(instances)
NUMBER(line)
NUMBER(io_count)
NUMBER(irq_count)
NUMBER(mem_count)
NUMBER(pci_count)
LABELS(ipc)
LABELS(complain)
LABELS(depends)
ELEMENT(kcall_word, kcalls[which])
ELEMENT(io_first, io[which].first)
ELEMENT(io_last, io[which].last)
ELEMENT(irq, irq[which])
ELEMENT(mem_phys, mem[which].phys)
ELEMENT(mem_length, mem[which].length)
ELEMENT(pci_vendor, pci[which].vendor)
ELEMENT(pci_device, pci[which].device)
ELEMENT(pci_base_class, pci[which].base_class)
ELEMENT(pci_sub_class, pci[which].sub_class)
ELEMENT(pci_interface, pci[which].interface)

/* ---- names; NULL where there is none ---- */

EXPORT(kcall_limit) u32
kcall_limit(void)
{
	return KCALL_COUNT;
}

EXPORT(kcall_name) const char *
kcall_name(u32 number)
{
	return sysconf_kcall_name(number);
}

EXPORT(trap_limit) u32
trap_limit(void)
{
	return IPC_TRAP_COUNT;
}

EXPORT(trap_name) const char *
trap_name(u32 number)
{
	return sysconf_trap_name(number);
}

EXPORT(flag_name) const char *
flag_name(u32 bit)
{
	return sysconf_flag_name(bit);
}

EXPORT(matches) u32
matches(u32 pattern, u32 index)
{
	return (u32)label_matches(configs[pattern].label, configs[index].label);
}
