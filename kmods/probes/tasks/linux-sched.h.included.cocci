// SPDX-License-Identifier: GPL-2.0-only
// step: linux/sched.h=included
// since: 2.6.34
// reason: no other header includes it
// include: linux/sched.h
// words: schedule schedule_timeout schedule_timeout_interruptible set_current_state wake_up_process TASK_INTERRUPTIBLE
// probe: none (the header was always there)
