// SPDX-License-Identifier: GPL-2.0-only
// step: task_struct.state=absent
// since: 5.14
// reason: a task's state is in another member, which macros set and read
// words: state

@@
expression value;
@@
-current->state = value
+__set_current_state(value)

@@
@@
-current->state
+READ_ONCE(current->__state)

@@
struct task_struct *task;
expression value;
@@
-task->state = value
+WRITE_ONCE(task->__state, value)

@@
struct task_struct *task;
@@
-task->state
+READ_ONCE(task->__state)
