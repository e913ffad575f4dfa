import {
  Children,
  cloneElement,
  useEffect,
  useRef,
  type ComponentProps,
  type HTMLAttributes,
  type JSX,
  type KeyboardEvent,
  type ReactElement,
} from 'react';

/**
 * The bundler puts this file in the place of framer-motion, of which GraphiQL uses no more than
 * `Reorder`, for its tabs. There each tab is an item with two buttons in it, which a screen reader
 * cannot tell. Here the button is the tab, as the pattern has it: arrows, Home and End go from tab
 * to tab, Delete closes one. Tabs are not moved by dragging.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */
export const Reorder = { Group, Item };

/** Of what a list of tabs is given, what is not for the dragging. */
type GroupProps = Pick<
  ComponentProps<'ul'>,
  'aria-label' | 'children' | 'className' | 'ref' | 'role'
>;

function Group({ 'aria-label': label, children, className, ref, role }: GroupProps): JSX.Element {
  return (
    <ul aria-label={label} className={className} ref={ref} role={role}>
      {children}
    </ul>
  );
}

type ItemProps = Pick<ComponentProps<'li'>, 'aria-selected' | 'children' | 'className'>;

type ButtonElement = ReactElement<HTMLAttributes<HTMLButtonElement>>;

function Item({ 'aria-selected': isSelected, children, className }: ItemProps): JSX.Element {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const item = element.current;
    if (isSelected !== true || item?.parentElement == null) return;
    // Also when the documentation opens beside the tabs, and takes of their width.
    const observer = new ResizeObserver(() => {
      item.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
    observer.observe(item.parentElement);
    return () => {
      observer.disconnect();
    };
  }, [isSelected]);
  const [tab, close] = Children.toArray(children) as [ButtonElement, ButtonElement?];
  return (
    <li className={className} ref={element} role="presentation">
      {cloneElement(tab, {
        role: 'tab',
        'aria-selected': isSelected,
        tabIndex: isSelected === true ? 0 : -1,
        onKeyDown: moveByKey,
        ...(close && { 'aria-keyshortcuts': 'Delete' }),
      })}
      {/* For pointers: by the keyboard it is Delete, and a list of tabs may hold nothing else. */}
      {close && cloneElement(close, { tabIndex: -1, 'aria-hidden': true })}
    </li>
  );
}

function moveByKey(event: KeyboardEvent<HTMLButtonElement>): void {
  const tab = event.currentTarget;
  const tabs = [
    ...(tab.closest('[role=tablist]')?.querySelectorAll<HTMLElement>('[role=tab]') ?? []),
  ];
  const index = tabs.indexOf(tab);
  const target = {
    ArrowLeft: tabs.at(index - 1),
    ArrowRight: tabs[(index + 1) % tabs.length],
    Home: tabs[0],
    End: tabs.at(-1),
  }[event.key];
  if (target !== undefined) {
    event.preventDefault();
    target.click();
    target.focus();
  } else if (event.key === 'Delete' && tab.nextElementSibling instanceof HTMLElement) {
    event.preventDefault();
    tab.nextElementSibling.click();
    // The tab that takes its place, or the last.
    requestAnimationFrame(() => {
      document.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
    });
  }
}
