// SPDX-License-Identifier: GPL-2.0-only
struct own {
	struct class_device dev;
};

static ssize_t count_show(struct class_device *dev, char *buf)
{
	return sprintf(buf, "1\n");
}
static CLASS_DEVICE_ATTR(count, 0444, count_show, NULL);

static int add(struct own *own)
{
	own->dev.class = &own_class;
	own->dev.dev = &parent;
	snprintf(own->dev.class_id, BUS_ID_SIZE, "own%d", 1);
	if (class_device_register(&own->dev))
		return -1;
	return class_device_create_file(&own->dev, &class_device_attr_count);
}
