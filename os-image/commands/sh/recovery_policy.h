/* What the shell does for policy scripts (/etc/policies/README), with its option -P. */
#ifndef SH_RECOVERY_POLICY_H
#define SH_RECOVERY_POLICY_H

#include <stdbool.h>

/*
 * Without descriptors: gives the script nothing to read, and sends what it says to the system's
 * log. `component`, the script's first argument, is the label of what has failed, or NULL.
 */
void policy_set_descriptors(const char *component);

#endif
