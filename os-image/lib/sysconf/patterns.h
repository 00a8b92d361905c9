/* What the library itself needs to know of patterns; the rest is in sysconf/sysconf.h. */
#ifndef SYSCONF_PATTERNS_H
#define SYSCONF_PATTERNS_H

/* Whether it ends in '*': a block of that label is for several instances. */
int conf_is_template(const char *label);

#endif
