/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devmodel-controls.h - the files of /sys/devmodel, for devmodel-core.h.
 */
#ifndef NLMATRIX_DEVMODEL_CONTROLS_H
#define NLMATRIX_DEVMODEL_CONTROLS_H

/* A file: shows a counter, or takes a command, or both. */
struct devmodel_control {
	struct attribute attr;
	atomic_t *counter;
	int (*store)(const char *text);
};

static int devmodel_store_children(const char *text)
{
	unsigned int count;

	return sscanf(text, "%u", &count) == 1 ? devmodel_resize(count)
					       : -EINVAL;
}

static int devmodel_store_pin(const char *text)
{
	unsigned int on;

	return sscanf(text, "%u", &on) == 1 ? devmodel_pin(on) : -EINVAL;
}

#define CONTROL(_name, _mode, _counter, _store)			\
static struct devmodel_control devmodel_control_##_name = {	\
	.attr = { .name = #_name, .mode = _mode },		\
	.counter = _counter,					\
	.store = _store,					\
}

CONTROL(children, 0644, NULL, devmodel_store_children);
CONTROL(pin, 0200, NULL, devmodel_store_pin);
CONTROL(object, 0200, NULL, devmodel_use_object);
CONTROL(children_released, 0444, &devmodel_children_released, NULL);
CONTROL(object_gets, 0444, &devmodel_gets, NULL);
CONTROL(object_puts, 0444, &devmodel_puts, NULL);
CONTROL(object_released, 0444, &devmodel_object_released, NULL);
CONTROL(errors, 0444, &devmodel_errors, NULL);

static struct attribute *devmodel_attrs[] = {
	&devmodel_control_children.attr,
	&devmodel_control_pin.attr,
	&devmodel_control_object.attr,
	&devmodel_control_children_released.attr,
	&devmodel_control_object_gets.attr,
	&devmodel_control_object_puts.attr,
	&devmodel_control_object_released.attr,
	&devmodel_control_errors.attr,
	NULL
};

static ssize_t devmodel_show(struct kobject *kobj, struct attribute *attr,
			     char *buf)
{
	struct devmodel_control *control =
		container_of(attr, struct devmodel_control, attr);

	if (control->counter)
		return sprintf(buf, "%d\n", atomic_read(control->counter));
	return sprintf(buf, "%u\n", devmodel_count);
}

static ssize_t devmodel_store(struct kobject *kobj, struct attribute *attr,
			      const char *buf, size_t count)
{
	struct devmodel_control *control =
		container_of(attr, struct devmodel_control, attr);
	int err = control->store ? control->store(buf) : -EACCES;

	return err ? err : (ssize_t)count;
}

static struct sysfs_ops devmodel_sysfs_ops = {
	.show = devmodel_show,
	.store = devmodel_store,
};

/* The kobject is static, so unloading has to wait for its release. */
static struct kobject devmodel_root;
static struct completion devmodel_root_released;

static void devmodel_release_root(struct kobject *kobj)
{
	complete(&devmodel_root_released);
}

static void devmodel_prepare(void)
{
	sema_init(&devmodel_lock, 1);
	init_completion(&devmodel_root_released);
}

/* Everything that the controls made, once they are gone. */
static void devmodel_clean_up(void)
{
	devmodel_pin(0);
	devmodel_resize(0);
	if (devmodel_object)
		kref_put(&devmodel_object->kref, devmodel_release_object);
}

#endif /* NLMATRIX_DEVMODEL_CONTROLS_H */
