// What ical.js makes of the calendar files on standard input, a JSON list of texts: each one's events.
const ICAL = (await import(process.argv[2])).default;
let text = "";
for await (const part of process.stdin) text += part;
const seen = JSON.parse(text).map((file) =>
  new ICAL.Component(ICAL.parse(file)).getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    const alarm = component.getFirstSubcomponent("valarm");
    return {
      uid: event.uid,
      start: event.startDate.isDate ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
      end: event.endDate.isDate ? event.endDate.toString() : event.endDate.toJSDate().toISOString(),
      summary: event.summary,
      description: event.description,
      sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
      alarm: alarm && alarm.getFirstPropertyValue("trigger").toSeconds(),
    };
  }),
);
console.log(JSON.stringify(seen));
