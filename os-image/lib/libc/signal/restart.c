/* The count behind SA_RESTART; see the header. */
#include "restart.h"

volatile unsigned interrupting_handlers;
