// SPDX-License-Identifier: GPL-2.0-only
// step: interruptible_sleep_on=absent
// since: 3.15
// reason: a task that sleeps without a condition may miss its wakeup; written out, as wait_event_interruptible() needs the condition
// include: linux/sched.h
// include: linux/wait.h
// words: interruptible_sleep_on sleep_on interruptible_sleep_on_timeout sleep_on_timeout

@@
expression queue;
@@
-interruptible_sleep_on(queue);
+{
+	DEFINE_WAIT(wait);
+
+	prepare_to_wait(queue, &wait, TASK_INTERRUPTIBLE);
+	schedule();
+	finish_wait(queue, &wait);
+}

@@
expression queue;
@@
-sleep_on(queue);
+{
+	DEFINE_WAIT(wait);
+
+	prepare_to_wait(queue, &wait, TASK_UNINTERRUPTIBLE);
+	schedule();
+	finish_wait(queue, &wait);
+}

@@
expression queue, ticks, E;
@@
-E = interruptible_sleep_on_timeout(queue, ticks);
+{
+	DEFINE_WAIT(wait);
+
+	prepare_to_wait(queue, &wait, TASK_INTERRUPTIBLE);
+	E = schedule_timeout(ticks);
+	finish_wait(queue, &wait);
+}

@@
expression queue, ticks;
@@
-interruptible_sleep_on_timeout(queue, ticks);
+{
+	DEFINE_WAIT(wait);
+
+	prepare_to_wait(queue, &wait, TASK_INTERRUPTIBLE);
+	schedule_timeout(ticks);
+	finish_wait(queue, &wait);
+}

@@
expression queue, ticks;
@@
-sleep_on_timeout(queue, ticks);
+{
+	DEFINE_WAIT(wait);
+
+	prepare_to_wait(queue, &wait, TASK_UNINTERRUPTIBLE);
+	schedule_timeout(ticks);
+	finish_wait(queue, &wait);
+}
