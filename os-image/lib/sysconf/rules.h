/*
 * What makes a configuration sound, one rule a field or a few that belong together.
 * The parser applies a rule behind its statement, so that the sentence has the line;
 * sysconf_check applies all of them, to whatever it is given: no rule trusts a count or
 * the end of a string before it was checked. A rule returns 0, or -EINVAL and adds
 * to the sentence.
 */
#ifndef SYSCONF_RULES_H
#define SYSCONF_RULES_H

#include "sentence.h"

typedef int rule_fn(const struct service_config *config, struct sentence *sentence);

rule_fn conf_rule_label;
rule_fn conf_rule_program;
rule_fn conf_rule_arguments;
rule_fn conf_rule_user; /* uid and gid */
rule_fn conf_rule_traps;
rule_fn conf_rule_ipc;
rule_fn conf_rule_calls;
rule_fn conf_rule_flags;
rule_fn conf_rule_scheduling; /* priority and quantum */
rule_fn conf_rule_heartbeat;
rule_fn conf_rule_policy;
rule_fn conf_rule_complain;
rule_fn conf_rule_depends;
rule_fn conf_rule_instances; /* with start: what a template needs */

/* In rules_hardware.c. */
rule_fn conf_rule_io;
rule_fn conf_rule_irq;
rule_fn conf_rule_memory;
rule_fn conf_rule_pci;
rule_fn conf_rule_isa_dma;
rule_fn conf_rule_limits; /* pages, dma and keep */

#endif
