type Listener = (value: unknown) => void

export class Stream {
  private readonly listeners: Listener[] = []
  subscribe(listener: Listener): void {
    this.listeners.push(listener)
  }
  set(value: unknown): void {
    for (const each of this.listeners) each(value)
  }
}
