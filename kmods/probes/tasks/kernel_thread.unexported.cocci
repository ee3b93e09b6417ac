// SPDX-License-Identifier: GPL-2.0-only
// step: kernel_thread=unexported
// since: 3.7
// reason: kthreadd creates the threads of modules; each has a PID as before
// include: linux/err.h
// include: linux/kthread.h
// include: linux/stringify.h
// probe: none (its declaration stays)

@started@
identifier f;
expression data, flags;
fresh identifier start = "start_" ## f;
@@
-kernel_thread(f, data, flags)
+start(data)

@@
identifier started.f, started.start, arg;
typedef pid_t;
@@
 int f(void *arg)
 { ... }
+
+static pid_t start(void *arg)
+{
+	struct task_struct *task = kthread_create(f, arg, __stringify(f));
+	pid_t pid = IS_ERR(task) ? PTR_ERR(task) : task->pid;
+
+	if (!IS_ERR(task))
+		wake_up_process(task);
+	return pid;
+}
