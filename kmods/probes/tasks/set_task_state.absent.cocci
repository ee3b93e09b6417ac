// SPDX-License-Identifier: GPL-2.0-only
// step: set_task_state=absent
// since: 4.11
// reason: a task may only set its own state
// words: set_task_state __set_task_state

@@
expression state;
@@
-set_task_state(current, state)
+set_current_state(state)

@@
expression state;
@@
-__set_task_state(current, state)
+__set_current_state(state)
