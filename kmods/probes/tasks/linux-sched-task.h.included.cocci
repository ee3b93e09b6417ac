// SPDX-License-Identifier: GPL-2.0-only
// step: linux/sched/task.h=included
// since: 4.11, commit 29930025533d
// reason: the references of tasks left linux/sched.h
// include: linux/sched/task.h
// words: get_task_struct put_task_struct
// probe: none (the header is in no history)
