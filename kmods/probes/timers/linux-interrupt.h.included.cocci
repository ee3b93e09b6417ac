// SPDX-License-Identifier: GPL-2.0-only
// step: linux/interrupt.h=included
// since: 2.6.34
// reason: no other header includes it
// include: linux/interrupt.h
// words: request_irq free_irq tasklet_schedule tasklet_init tasklet_kill DECLARE_TASKLET
// probe: none (the header was always there)
