// The page's own script: each suggested question is handed to the widget through its public interface.
for (const button of document.querySelectorAll('.questions button')) {
  button.addEventListener('click', () => window.Halfsecond?.open(button.textContent));
}
