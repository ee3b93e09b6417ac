// SPDX-License-Identifier: GPL-2.0-only
// step: linux/sched/mm.h=included
// since: 4.11, commit 6e84f31522f9
// reason: the memory of tasks left linux/sched.h
// include: linux/sched/mm.h
// words: get_task_mm mmput mmgrab mmdrop
// probe: none (the header is in no history)
